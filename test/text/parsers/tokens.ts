/**
 * A small tokeniser for Kotlin and C#, whose own parsers are not available in tests. Independent of the one in `src`.
 */

export interface Found {
  readonly error: string | null;
  /** How often the name is code. */
  readonly hits: number;
  /** Decoded contents of strings without expressions. */
  readonly strings: readonly string[];
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  '0': '\0',
  '"': '"',
  "'": "'",
  '\\': '\\',
  $: '$',
};

/**
 * Tokenises a file; `expression` opens an expression in a string (Kotlin: always; C#: if the string begins with `$`).
 */
export function readTokens(text: string, language: 'kotlin' | 'csharp', name: string): Found {
  let at = 0;
  let hits = 0;
  const strings: string[] = [];

  const fail = (message: string): never => {
    throw new SyntaxError(`${message} at line ${text.slice(0, at).split('\n').length}`);
  };
  const code = (until: string | null): void => {
    let depth = 0;
    while (at < text.length) {
      const sign = text[at] ?? '';
      if (text.startsWith('//', at)) at = lineEnd();
      else if (text.startsWith('/*', at)) comment();
      else if (
        language === 'csharp' &&
        (text.startsWith('@"', at) || text.startsWith('$@"', at) || text.startsWith('@$"', at))
      ) {
        const opening = text.indexOf('"', at);
        const isInterpolated = text.slice(at, opening).includes('$');
        at = opening + 1;
        verbatim(isInterpolated);
      } else if (language === 'csharp' && text.startsWith('$"', at)) {
        at += 2;
        string('"', '{');
      } else if (text.startsWith('"""', at)) {
        at += 3;
        const end = text.indexOf('"""', at);
        if (end < 0) fail('a raw string without an end');
        if (language === 'kotlin' && text.slice(at, end).includes(`\${`))
          hits += text.slice(at, end).split(name).length - 1;
        strings.push(text.slice(at, end));
        at = end + 3;
      } else if (sign === '"') {
        at += 1;
        string('"', language === 'kotlin' ? '$' : null);
      } else if (sign === "'") {
        at += 1;
        string("'", null);
      } else if (/[A-Za-z_]/.test(sign)) {
        const word = /^\w+/.exec(text.slice(at, at + 500))?.[0] ?? sign;
        if (word === name) hits += 1;
        at += word.length;
      } else {
        if (sign === '\\') fail('a backslash in code');
        if (sign === '{') depth += 1;
        if (sign === '}') {
          if (depth === 0 && until !== null) {
            at += 1;
            return;
          }
          depth -= 1;
          if (depth < 0) fail('a brace that nothing opened');
        }
        at += 1;
      }
    }
    if (until !== null || depth !== 0) fail('the file ends too early');
  };
  const lineEnd = (): number => {
    const found = /[\n\r\u2028\u2029\u0085]/.exec(text.slice(at));
    return found === null ? text.length : at + found.index;
  };
  const comment = (): void => {
    let depth = 0;
    do {
      if (at >= text.length) fail('a comment without an end');
      if (text.startsWith('/*', at) && (depth === 0 || language === 'kotlin')) {
        depth += 1;
        at += 2;
      } else if (text.startsWith('*/', at)) {
        depth -= 1;
        at += 2;
      } else at += 1;
    } while (depth > 0);
  };
  const string = (close: string, expression: string | null): void => {
    let value = '';
    let isPlain = true;
    for (;;) {
      const sign = text[at];
      if (
        sign === undefined ||
        /[\n\r]/.test(sign) ||
        (language === 'csharp' && /[\u2028\u2029\u0085]/.test(sign))
      )
        fail('a string without an end');
      else if (sign === close) {
        at += 1;
        break;
      } else if (sign === '\\') {
        const next = text[at + 1] ?? '';
        if (next === 'u') {
          if (!/^[0-9a-fA-F]{4}/.test(text.slice(at + 2, at + 6))) fail('a wrong escape');
          value += String.fromCharCode(Number.parseInt(text.slice(at + 2, at + 6), 16));
          at += 6;
        } else {
          const known = ESCAPES[next];
          if (known === undefined) fail(`a wrong escape \\${next}`);
          value += known ?? '';
          at += 2;
        }
      } else if (expression === '$' && sign === '$' && /[{A-Za-z_`]/.test(text[at + 1] ?? '')) {
        isPlain = false;
        at += 1;
        if (text[at] === '{') {
          at += 1;
          code('}');
        }
      } else if (expression === '{' && sign === '{') {
        if (text[at + 1] === '{') {
          value += '{';
          at += 2;
        } else {
          isPlain = false;
          at += 1;
          code('}');
        }
      } else if (expression === '{' && sign === '}') {
        if (text[at + 1] !== '}') fail('a brace in an interpolated string');
        value += '}';
        at += 2;
      } else {
        value += sign ?? '';
        at += 1;
      }
    }
    if (isPlain) strings.push(value);
  };
  const verbatim = (isInterpolated: boolean): void => {
    let value = '';
    for (;;) {
      if (at >= text.length) fail('a string without an end');
      if (text.startsWith('""', at)) {
        value += '"';
        at += 2;
      } else if (text[at] === '"') {
        at += 1;
        break;
      } else if (isInterpolated && text[at] === '{' && text[at + 1] !== '{') {
        at += 1;
        code('}');
      } else {
        value += text[at] ?? '';
        at += 1;
      }
    }
    if (!isInterpolated) strings.push(value);
  };

  try {
    code(null);
    return { error: null, hits, strings };
  } catch (error) {
    return { error: String(error), hits, strings };
  }
}
