import type { RequestOptions } from './request-options.ts';
import type { Fetch } from './types.ts';
import { type Formats, formatted } from './utils/formats.ts';

/** A file stream of Node's `fs`, which knows its path. */
export interface FsReadStream extends AsyncIterable<Uint8Array> {
  path: string | { toString(): string };
}

/** A file of Bun: `Bun.file(path)`. */
export interface BunFile extends Blob {
  readonly name?: string | undefined;
}

/** Values that can be uploaded. `toFile` converts others. */
export type Uploadable = File | Response | FsReadStream | BunFile;

/** Format of the field names of a list. */
export type FormArrayFormat = 'brackets' | 'comma' | 'repeat' | 'indices';

/** Throws a helpful error if the platform has no `File`. */
export function checkFileSupport(): void {
  if (typeof File !== 'undefined') return;
  const version = (globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node;
  const hint = version && Number.parseInt(version, 10) < 20 ? ' Use Node 20 or newer.' : '';
  throw new Error(`\`File\` is not defined as a global, which is required for file uploads.${hint}`);
}

export function makeFile(
  parts: readonly unknown[],
  name: string | undefined,
  options?: FilePropertyBag,
): File {
  checkFileSupport();
  return new File(parts as BlobPart[], name ?? 'unknown_file', options);
}

/** The name of a file, from whichever property has it. */
export function nameOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const property of ['name', 'url', 'filename', 'path']) {
    const given = (value as Record<string, unknown>)[property];
    if (given) return String(given).split(/[\\/]/).pop() || undefined;
  }
  return undefined;
}

/** Options of a request whose body is a form with files; `formats` has fields that are written unlike the others. */
export async function multipartFormRequestOptions(
  options: RequestOptions,
  fetch: Fetch | { fetch?: Fetch | undefined } | object,
  arrays: FormArrayFormat = 'brackets',
  formats: Formats = {},
): Promise<RequestOptions> {
  const body = options.body as Record<string, unknown>;
  return { ...options, body: await createForm(body, fetch, arrays, formats) };
}

/** The same if the body contains something to upload; other bodies are sent as JSON. */
export async function maybeMultipartFormRequestOptions(
  options: RequestOptions,
  fetch: Fetch | { fetch?: Fetch | undefined } | object,
  arrays: FormArrayFormat = 'brackets',
  formats: Formats = {},
): Promise<RequestOptions> {
  return hasUploadable(options.body) ? multipartFormRequestOptions(options, fetch, arrays, formats) : options;
}

/** Converts a value to a form: objects become `a[b]`, lists `a[]` (or as `arrays` says); undefined is left out. */
export async function createForm(
  body: object | undefined | null,
  _fetch: Fetch | { fetch?: Fetch | undefined } | object,
  arrays: FormArrayFormat = 'brackets',
  formats: Formats = {},
): Promise<FormData> {
  const form = new FormData();
  // One after the other, to keep the order of the fields.
  for (const [name, value] of Object.entries(body ?? {})) {
    const format = Object.hasOwn(formats, name) ? formats[name] : undefined;
    await addToForm(form, name, format === undefined ? value : partOf(value, format), arrays);
  }
  return form;
}

/** A field in its own format. Only as a `Blob` has a part of `FormData` a content type. */
function partOf(value: unknown, format: string): unknown {
  const text = formatted(value, format);
  return typeof text === 'string' && format.includes('/') ? new Blob([text], { type: format }) : text;
}

async function addToForm(
  form: FormData,
  name: string,
  value: unknown,
  arrays: FormArrayFormat,
): Promise<void> {
  if (value === undefined) return;
  if (value === null) {
    throw new TypeError(
      `Received null for "${name}"; to pass null in FormData, you must use the string 'null'`,
    );
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    form.append(name, String(value));
  } else if (value instanceof Response) {
    form.append(name, makeFile([await value.blob()], nameOf(value)));
  } else if (isNamedBlob(value)) {
    form.append(name, value instanceof File ? value : makeFile([value], nameOf(value), { type: value.type }));
  } else if (value instanceof Blob) {
    form.append(name, value);
  } else if (isAsyncIterable(value)) {
    form.append(name, makeFile([await bytesOf(value)], nameOf(value)));
  } else if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    form.append(name, makeFile([value], undefined));
  } else if (value instanceof Date) {
    form.append(name, value.toISOString());
  } else if (Array.isArray(value)) {
    await addList(form, name, value, arrays);
  } else if (typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) await addToForm(form, `${name}[${key}]`, inner, arrays);
  } else {
    throw new TypeError(
      `Invalid value given to form: expected a plain value, a list, an object or a file but got ${String(value)}`,
    );
  }
}

async function addList(
  form: FormData,
  name: string,
  list: readonly unknown[],
  arrays: FormArrayFormat,
): Promise<void> {
  if (arrays === 'comma' && list.every((item) => typeof item !== 'object')) {
    const text = list.filter((item) => item !== undefined).join(',');
    if (text !== '') form.append(name, text);
    return;
  }
  for (const [index, item] of list.entries()) {
    const field = { brackets: `${name}[]`, indices: `${name}[${index}]`, repeat: name, comma: name }[arrays];
    await addToForm(form, field, item, arrays);
  }
}

async function bytesOf(source: AsyncIterable<unknown>): Promise<Blob> {
  const parts: BlobPart[] = [];
  for await (const chunk of source) parts.push(chunk as BlobPart);
  return new Blob(parts);
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

function isNamedBlob(value: unknown): value is Blob & { name: string } {
  return value instanceof Blob && 'name' in value;
}

function hasUploadable(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof Blob || value instanceof Response || isAsyncIterable(value)) return true;
  return Object.values(value).some(hasUploadable);
}
