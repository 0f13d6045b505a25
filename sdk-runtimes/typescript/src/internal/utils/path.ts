import { ClientError } from '../client-error.ts';

/** Percent-encodes what may not stand in one segment of a path (RFC 3986, `pchar`). */
export function encodeURIPath(text: string): string {
  return text.replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@]+/g, encodeURIComponent);
}

interface Problem {
  readonly start: number;
  readonly length: number;
  readonly message: string;
}

/**
 * A template tag for paths. Values are encoded, so that none leaves its segment, and a path is rejected if a value is
 * missing or if a segment is `.` or `..`, in whatever writing: URL parsers would resolve it to another endpoint.
 */
export function createPathTagFunction(encode: (text: string) => string = encodeURIPath) {
  return function path(texts: readonly string[], ...values: readonly unknown[]): string {
    const [first = '', ...rest] = texts;
    if (rest.length === 0) return first;
    const problems: Problem[] = [];
    let inQuery = /[?#]/.test(first);
    let result = first;
    let pathLength = inQuery ? first.search(/[?#]/) : -1;
    rest.forEach((text, index) => {
      const value = values[index];
      const plain = textOf(value);
      const written = plain ?? describe(value);
      if (plain === undefined) {
        const message = `Value of type ${typeName(value)} is not a valid path parameter`;
        problems.push({ start: result.length, length: written.length, message });
        result += written;
      } else {
        result += (inQuery ? encodeURIComponent : encode)(written);
      }
      const query = text.search(/[?#]/);
      if (!inQuery && query >= 0) {
        inQuery = true;
        pathLength = result.length + query;
      }
      result += text;
    });
    const segments = pathLength < 0 ? result : result.slice(0, pathLength);
    for (const match of segments.matchAll(/(?<=^|\/)(?:\.|%2e){1,2}(?=\/|$)/gi)) {
      const message = `Value "${match[0]}" can't be safely passed as a path parameter`;
      problems.push({ start: match.index, length: match[0].length, message });
    }
    if (problems.length > 0) throw new ClientError(report(result, problems));
    return result;
  };
}

export const path = createPathTagFunction();

/** The string form of a value; undefined for null, undefined and objects without one. */
function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value !== 'object') return String(value);
  const text = describe(value);
  return text === Object.prototype.toString.call(value) ? undefined : text;
}

function describe(value: unknown): string {
  try {
    return String(value);
  } catch {
    return Object.prototype.toString.call(value); // An object without a prototype has no text.
  }
}

function typeName(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

function report(path: string, problems: Problem[]): string {
  problems.sort((a, b) => a.start - b.start);
  let underline = '';
  for (const { start, length } of problems) underline = underline.padEnd(start) + '^'.repeat(length);
  return [
    'Path parameters result in path with invalid segments:',
    ...problems.map((problem) => problem.message),
    path,
    underline,
  ].join('\n');
}
