import type { PatchFile } from '../../src/contract/page.ts';

export interface PatchLine {
  readonly kind: 'hunk' | 'same' | 'plus' | 'minus' | 'note';
  readonly before: number | null;
  readonly after: number | null;
  readonly text: string;
}

/** The lines of hunks with their line numbers. */
export function patchLines(hunks: string): PatchLine[] {
  let before = 0;
  let after = 0;
  return hunks
    .replace(/\n$/, '')
    .split('\n')
    .map((line): PatchLine => {
      const [, from, to] = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line) ?? [];
      if (from !== undefined && to !== undefined) {
        before = Number(from);
        after = Number(to);
        return { kind: 'hunk', before: null, after: null, text: line };
      }
      const text = line.slice(1);
      switch (line[0]) {
        case '+':
          return { kind: 'plus', before: null, after: after++, text };
        case '-':
          return { kind: 'minus', before: before++, after: null, text };
        case '\\':
          return { kind: 'note', before: null, after: null, text: line };
        default:
          return { kind: 'same', before: before++, after: after++, text };
      }
    });
}

const SIGNS = { hunk: '', same: ' ', plus: '+', minus: '−', note: '' } as const;

/** A file's patch as a table that reads as a diff. */
export function Patch({ file }: { file: PatchFile & { readonly hunks: string } }) {
  return (
    <table className="patch">
      <caption className="hidden">Changes of {file.path}</caption>
      <tbody>
        {patchLines(file.hunks).map(({ kind, before, after, text }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of one patch
          <tr key={i} className={kind}>
            <td className="number">{before}</td>
            <td className="number">{after}</td>
            <td>
              <code>
                <span className="sign">{SIGNS[kind]}</span>
                {text}
              </code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
