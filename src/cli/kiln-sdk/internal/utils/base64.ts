import { encodeUTF8 } from './bytes.ts';

/** Base64 of bytes, or of a string's UTF-8. */
export function toBase64(data: string | Uint8Array | null | undefined): string {
  if (!data) return '';
  let binary = '';
  for (const byte of typeof data === 'string' ? encodeUTF8(data) : data) binary += String.fromCharCode(byte);
  return btoa(binary);
}

export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
