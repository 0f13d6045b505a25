import { Writable } from 'node:stream';

const TAIL_BYTES = 1500;

/** The tail of a program's output, as text without control characters. */
export class Tail extends Writable {
  #end = Buffer.alloc(0);

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#end = Buffer.concat([this.#end, chunk]).subarray(-TAIL_BYTES);
    done();
  }

  text(): string {
    return this.#end
      .toString('utf8')
      .replace(/[^\P{Cc}\n\t]/gu, '')
      .trim();
  }
}
