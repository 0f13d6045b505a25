import { useState } from 'react';
import type { ConflictDetail, FileResolution } from '../api.ts';
import { type Choice, type Part, parseMarkers, resolved } from '../markers.ts';

const KINDS: Readonly<Record<string, string>> = {
  both_modified: 'changed on both sides',
  both_added: 'added on both sides',
  both_deleted: 'removed on both sides',
  deleted_by_us: 'removed by custom code, changed by the generator',
  deleted_by_them: 'changed by custom code, no longer generated',
  added_by_us: 'added by custom code',
  added_by_them: 'added by the generator',
};

interface FileProps {
  readonly file: ConflictDetail['files'][number];
  readonly isOpen: boolean;
  readonly resolution: FileResolution | undefined;
  readonly set: (resolution: FileResolution | undefined) => void;
}

export function File({ file, isOpen, resolution, set }: FileProps) {
  const { path, kind, resolved: isResolved, base, ours, theirs, current } = file;
  const parts = current?.content == null ? null : parseMarkers(current.content);
  const hasHunks = parts?.some((part) => part.kind === 'conflict') ?? false;
  const [choices, setChoices] = useState<readonly (Choice | undefined)[]>([]);
  const [draft, setDraft] = useState<string | null>(null);
  const canChoose = isOpen && !isResolved;
  const take = resolution !== undefined && 'take' in resolution ? resolution.take : null;
  const choose = (at: number, choice: Choice) => {
    if (parts === null) return;
    const next = [...choices];
    next[at] = choice;
    setChoices(next);
    const content = resolved(
      parts,
      Array.from({ length: parts.length }, (_, i) => next[i]),
    );
    if (content !== null) set({ content, encoding: 'utf-8' });
  };
  return (
    <section className="file conflict-file" aria-label={path}>
      <header>
        <h2 className="path">{path}</h2>
        <span className="soft">{KINDS[kind] ?? kind}</span>
        {isResolved ? <span className="badge good">resolved</span> : null}
      </header>
      {canChoose ? (
        <div className="choices">
          <span className="soft">Whole file</span>
          {(['ours', 'theirs'] as const).map((side) => (
            <button
              key={side}
              type="button"
              className="small"
              aria-pressed={take === side}
              onClick={() => set(take === side ? undefined : { take: side })}
            >
              {side === 'ours' ? 'Keep custom code' : 'Take generated code'}
            </button>
          ))}
          <button
            type="button"
            className="small"
            aria-pressed={draft !== null}
            onClick={() => {
              if (draft !== null) {
                setDraft(null);
                set(undefined);
                return;
              }
              setDraft(current?.content ?? ours?.content ?? '');
            }}
          >
            Edit
          </button>
        </div>
      ) : null}
      {draft !== null ? (
        <textarea
          aria-label={`Content of ${path}`}
          className="editor"
          rows={24}
          spellCheck={false}
          value={draft}
          onChange={({ target }) => {
            setDraft(target.value);
            const hasMarkers = /^(<{7}|>{7}|={7}$)/m.test(target.value);
            set(hasMarkers ? undefined : { content: target.value, encoding: 'utf-8' });
          }}
        />
      ) : hasHunks && parts !== null ? (
        <Hunks parts={parts} choices={choices} choose={canChoose && take === null ? choose : null} />
      ) : (
        <div className="sides">
          <Side title="Before" side={base} />
          <Side title="Custom code (ours)" side={ours} />
          <Side title="Generated (theirs)" side={theirs} />
        </div>
      )}
    </section>
  );
}

const CONTEXT = 3;

function Hunks({
  parts,
  choices,
  choose,
}: {
  parts: readonly Part[];
  choices: readonly (Choice | undefined)[];
  choose: ((at: number, choice: Choice) => void) | null;
}) {
  let at = -1;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard
    <div className="hunks" tabIndex={0}>
      {parts.map((part, i) => {
        if (part.kind === 'same') {
          const { lines } = part;
          const isShort = lines.length <= 2 * CONTEXT;
          const head = i === 0 ? [] : lines.slice(0, CONTEXT);
          const tail = i === parts.length - 1 ? [] : lines.slice(-CONTEXT);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one file
            <pre key={i} className="context">
              {isShort
                ? lines.join('\n')
                : [...head, `⋯ ${lines.length - head.length - tail.length} lines`, ...tail].join('\n')}
            </pre>
          );
        }
        at += 1;
        const place = at;
        const choice = choices[place];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one file
          <div key={i} className="hunk">
            {choose === null ? null : (
              <div className="choices">
                <span className="soft">These lines</span>
                {(['ours', 'theirs', 'both'] as const).map((name) => (
                  <button
                    key={name}
                    type="button"
                    className="small"
                    aria-pressed={choice === name}
                    onClick={() => choose(place, name)}
                  >
                    {name === 'ours' ? 'Custom' : name === 'theirs' ? 'Generated' : 'Both'}
                  </button>
                ))}
              </div>
            )}
            {part.base === null ? null : <Lines title="before" lines={part.base} look="base" />}
            <Lines title="custom code" lines={part.ours} look={`ours${choice === 'theirs' ? ' left' : ''}`} />
            <Lines title="generated" lines={part.theirs} look={`theirs${choice === 'ours' ? ' left' : ''}`} />
          </div>
        );
      })}
    </div>
  );
}

function Lines({ title, lines, look }: { title: string; lines: readonly string[]; look: string }) {
  return (
    <div className={`lines ${look}`}>
      <small>{title}</small>
      <pre>{lines.length === 0 ? <em>nothing</em> : lines.join('\n')}</pre>
    </div>
  );
}

function Side({ title, side }: { title: string; side: ConflictDetail['files'][number]['base'] }) {
  return (
    <div>
      <h3>{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard */}
      <pre tabIndex={0}>
        {side === null ? (
          <em>not there</em>
        ) : (
          (side.content ?? <em>{side.binary ? 'binary' : 'too large to show'}</em>)
        )}
      </pre>
    </div>
  );
}
