/** A sentence with code in backticks. */
export function Coded({ text }: { text: string }) {
  return text.split(/(`[^`]+`)/).map((part, i) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text
    part.startsWith('`') ? <code key={i}>{part.slice(1, -1)}</code> : part,
  );
}
