import { checkFileSupport, makeFile, nameOf } from './uploads.ts';

export type BlobPart = string | ArrayBuffer | ArrayBufferView | Blob | DataView;

/** A Blob of any implementation. */
export interface BlobLike {
  readonly size: number;
  readonly type: string;
  text(): Promise<string>;
  slice(start?: number, end?: number): BlobLike;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A File of any implementation. */
export interface FileLike extends BlobLike {
  readonly lastModified: number;
  readonly name?: string | undefined;
}

/** A response of any implementation of `fetch`. */
export interface ResponseLike {
  url: string;
  blob(): Promise<BlobLike>;
}

export type ToFileInput =
  | FileLike
  | ResponseLike
  | Exclude<BlobPart, string>
  | AsyncIterable<BlobPart>
  | Iterable<Exclude<BlobPart, string>>;

function isBlobLike(value: unknown): value is BlobLike {
  return (
    typeof value === 'object' &&
    value !== null &&
    'size' in value &&
    typeof value.size === 'number' &&
    'type' in value &&
    typeof value.type === 'string' &&
    'arrayBuffer' in value &&
    typeof value.arrayBuffer === 'function'
  );
}

function isFileLike(value: unknown): value is FileLike & { name: string } {
  return isBlobLike(value) && 'name' in value && typeof value.name === 'string' && 'lastModified' in value;
}

function isResponseLike(value: unknown): value is ResponseLike {
  return (
    typeof value === 'object' &&
    value !== null &&
    'url' in value &&
    typeof value.url === 'string' &&
    'blob' in value &&
    typeof value.blob === 'function'
  );
}

/**
 * A File of what is at hand: bytes, a Blob, a response of `fetch`, a stream.
 *
 * `name`: the file's name; by default taken from the value, else `unknown_file`. `options`: `type` is the media type,
 * `lastModified` milliseconds since 1970. A value that is a File already is given back as it is.
 */
export async function toFile(
  value: ToFileInput | PromiseLike<ToFileInput>,
  name?: string | null | undefined,
  options?: FilePropertyBag | undefined,
): Promise<File> {
  checkFileSupport();
  const input = await value;
  const fileName = name || nameOf(input);
  if (isFileLike(input)) {
    if (input instanceof File && name == null && options == null) return input;
    const bag = { type: input.type, lastModified: input.lastModified, ...options };
    return makeFile([await input.arrayBuffer()], fileName ?? input.name, bag);
  }
  if (isResponseLike(input)) {
    const blob = await input.blob();
    const path = new URL(input.url, 'http://localhost').pathname;
    const last = path.split('/').pop();
    return makeFile(await partsOf(blob), name || (last ? safeDecode(last) : undefined), {
      type: blob.type,
      ...options,
    });
  }
  const parts = await partsOf(input);
  const typed = parts.find(
    (part): part is Blob => typeof part === 'object' && 'type' in part && part.type !== '',
  );
  return makeFile(parts, fileName, { ...(typed && { type: typed.type }), ...options });
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function partsOf(value: unknown): Promise<BlobPart[]> {
  if (typeof value === 'string' || ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return [value];
  if (isBlobLike(value)) return [value instanceof Blob ? value : await value.arrayBuffer()];
  if (
    typeof value === 'object' &&
    value !== null &&
    (Symbol.asyncIterator in value || Symbol.iterator in value)
  ) {
    const parts: BlobPart[] = [];
    for await (const chunk of value as AsyncIterable<unknown>) parts.push(...(await partsOf(chunk)));
    return parts;
  }
  const kind = (value as { constructor?: { name?: string } } | null)?.constructor?.name;
  const properties =
    typeof value === 'object' && value !== null
      ? `; props: [${Object.getOwnPropertyNames(value)
          .map((property) => JSON.stringify(property))
          .join(', ')}]`
      : '';
  throw new Error(
    `Unexpected data type: ${typeof value}${kind ? `; constructor: ${kind}` : ''}${properties}`,
  );
}
