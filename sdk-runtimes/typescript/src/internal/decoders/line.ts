export type Bytes = string | ArrayBuffer | Uint8Array | null | undefined;

const LINE_END = /\r\n|\n|\r/;

/**
 * Cuts chunks of text or bytes into lines that end with `\n`, `\r\n` or `\r`, wherever chunks break. A `\r` at the end
 * of a chunk may be half of a `\r\n`: its line is given with the next one.
 */
export class LineDecoder {
  #decoder: TextDecoder | undefined;
  #rest = '';

  decode(chunk: Bytes): string[] {
    const text = this.#textOf(chunk);
    if (text === '') return [];
    const before = this.#rest.length;
    this.#rest += text;
    let last = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
    if (last < 0) return [];
    last += before;
    if (this.#rest[last] === '\r' && last === this.#rest.length - 1) {
      const complete = this.#rest.slice(0, last);
      last = Math.max(complete.lastIndexOf('\n'), complete.lastIndexOf('\r'));
      if (last < 0) return [];
    }
    const lines = this.#rest.slice(0, last + 1).split(LINE_END);
    lines.pop();
    this.#rest = this.#rest.slice(last + 1);
    return lines;
  }

  /** The rest, once the input has ended. */
  flush(): string[] {
    const text = this.#rest + (this.#decoder?.decode() ?? '');
    this.#rest = '';
    if (text === '') return [];
    const lines = text.split(LINE_END);
    if (lines.at(-1) === '') lines.pop();
    return lines;
  }

  #textOf(chunk: Bytes): string {
    if (chunk === null || chunk === undefined) return '';
    if (typeof chunk === 'string') return chunk;
    this.#decoder ??= new TextDecoder();
    return this.#decoder.decode(chunk, { stream: true });
  }
}

/** Index after the first empty line of bytes; -1 if there is none. */
export function findDoubleNewlineIndex(bytes: Uint8Array): number {
  const [LF, CR] = [0x0a, 0x0d];
  for (let index = 0; index < bytes.length - 1; index++) {
    if (bytes[index] === LF && bytes[index + 1] === LF) return index + 2;
    if (bytes[index] !== CR) continue;
    if (bytes[index + 1] === CR) return index + 2;
    if (bytes[index + 1] === LF && bytes[index + 2] === CR && bytes[index + 3] === LF) return index + 4;
  }
  return -1;
}
