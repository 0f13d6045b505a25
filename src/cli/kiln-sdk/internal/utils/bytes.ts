export function concatBytes(buffers: readonly Uint8Array[]): Uint8Array {
  const output = new Uint8Array(buffers.reduce((length, buffer) => length + buffer.length, 0));
  let offset = 0;
  for (const buffer of buffers) {
    output.set(buffer, offset);
    offset += buffer.length;
  }
  return output;
}

let encoder: TextEncoder | undefined;
export function encodeUTF8(text: string): Uint8Array {
  encoder ??= new TextEncoder();
  return encoder.encode(text);
}

let decoder: TextDecoder | undefined;
export function decodeUTF8(bytes: Uint8Array): string {
  decoder ??= new TextDecoder();
  return decoder.decode(bytes);
}
