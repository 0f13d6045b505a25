import type { Output } from '../painter.ts';

/** Prints a result: JSON for programs, otherwise lines for people. */
export function print({ json }: { readonly json?: boolean }, value: unknown, text: () => string): void {
  process.stdout.write(json === true ? `${JSON.stringify(value, null, 2)}\n` : text());
}

/** Lines as text for an output. */
export function linesOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** Width of a terminal in columns; without a terminal a large number, so that nothing is cut. */
export function widthOf(out: Output): number {
  return out.isTTY === true ? (out.columns ?? 80) : 10_000;
}

/** How long ago a time was, in a few characters. `now` in milliseconds since 1970. */
export function ago(time: string | null, now = Date.now()): string {
  if (time === null) return '–';
  const seconds = Math.max(0, Math.round((now - Date.parse(time)) / 1000));
  if (seconds < 60) return `${seconds}s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ago`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)}h ago`;
  return `${Math.floor(seconds / 86_400)}d ago`;
}

/** The first line of an untrusted text, without characters that would move the cursor. */
export function firstLine(text: string | null): string {
  return (text ?? '').split('\n', 1)[0]?.replace(/\p{C}/gu, '�') ?? '';
}
