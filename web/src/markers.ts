/** A part of a merged file: lines that both sides share, or in which they differ. */
export type Part =
  | { readonly kind: 'same'; readonly lines: readonly string[] }
  | {
      readonly kind: 'conflict';
      readonly ours: readonly string[];
      readonly base: readonly string[] | null;
      readonly theirs: readonly string[];
    };

/** Parses a text with Git's conflict markers (`merge` or `diff3`). Null if the markers are malformed. */
export function parseMarkers(text: string): Part[] | null {
  const parts: Part[] = [];
  let same: string[] = [];
  let open: {
    ours: string[];
    base: string[] | null;
    theirs: string[];
    at: 'ours' | 'base' | 'theirs';
  } | null = null;
  for (const line of text.split('\n')) {
    if (open === null) {
      if (/^<{7}(\s|$)/.test(line)) {
        if (same.length > 0) parts.push({ kind: 'same', lines: same });
        same = [];
        open = { ours: [], base: null, theirs: [], at: 'ours' };
      } else same.push(line);
    } else if (/^\|{7}(\s|$)/.test(line) && open.at === 'ours') {
      open.base = [];
      open.at = 'base';
    } else if (/^={7}$/.test(line) && open.at !== 'theirs') open.at = 'theirs';
    else if (/^>{7}(\s|$)/.test(line) && open.at === 'theirs') {
      const { ours, base, theirs } = open;
      parts.push({ kind: 'conflict', ours, base, theirs });
      open = null;
    } else if (open.at === 'base') open.base?.push(line);
    else open[open.at].push(line);
  }
  if (open !== null) return null;
  if (same.length > 0) parts.push({ kind: 'same', lines: same });
  return parts;
}

export type Choice = 'ours' | 'theirs' | 'both';

/** The file after a choice for each conflict, in order; null if a choice is missing. */
export function resolved(parts: readonly Part[], choices: readonly (Choice | undefined)[]): string | null {
  const lines: string[] = [];
  let at = 0;
  for (const part of parts) {
    if (part.kind === 'same') lines.push(...part.lines);
    else {
      const choice = choices[at];
      at += 1;
      if (choice === undefined) return null;
      if (choice !== 'theirs') lines.push(...part.ours);
      if (choice !== 'ours') lines.push(...part.theirs);
    }
  }
  return lines.join('\n');
}
