/** Text that PostgreSQL can keep: without NUL, and with U+FFFD in place of halves of surrogate pairs. */
export function keepable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}
