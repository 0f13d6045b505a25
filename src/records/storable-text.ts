/** Text that PostgreSQL can store: without NUL, and with U+FFFD in place of lone surrogates. */
export function keepable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}
