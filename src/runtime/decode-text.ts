/** Byte order marks of UTF-16; without one it cannot be detected. */
const UTF_16: Readonly<Record<string, string>> = { fffe: 'utf-16le', feff: 'utf-16be' };

/** Decodes bytes: UTF-8, or UTF-16 with a byte order mark, which is removed. Null if they are neither. */
export function decodeText(bytes: Uint8Array): string | null {
  const encoding = UTF_16[Buffer.from(bytes.subarray(0, 2)).toString('hex')] ?? 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
