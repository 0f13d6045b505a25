export interface Signature {
  readonly name: string;
  readonly email: string;
  /** Seconds since 1970. From the record or the workflow, never the clock: a retry makes the same commit. */
  readonly timestamp: number;
}

/** Author of commits that only serve a merge: always the same. */
export const NOBODY: Signature = { name: 'Kiln', email: 'kiln@localhost', timestamp: 0 };

/** What a commit says. */
export interface CommitContent {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Signature;
}

/** A commit as Git stores it; author and committer are the same, in UTC. The message ends with one line break. */
export function commitBody({ tree, parents, message, author }: CommitContent): Buffer {
  const { name, email, timestamp } = author;
  const who = `${name} <${email}> ${timestamp} +0000`;
  const text = message.replaceAll('\r', '').replace(/^\n+/, '').replace(/\n+$/, '');
  const lines = [
    `tree ${tree}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${who}`,
    `committer ${who}`,
    '',
    `${text}\n`,
  ];
  return Buffer.from(lines.join('\n'), 'utf8');
}

/** Reads a commit as Git stores it. */
export function parseCommit(text: string): CommitContent {
  const end = text.indexOf('\n\n');
  const lines = text.slice(0, end).split('\n');
  const values = (key: string) =>
    lines.flatMap((line) => (line.startsWith(`${key} `) ? [line.slice(key.length + 1)] : []));
  const [, name = '', email = '', timestamp = '0'] =
    /^(.*?) ?<([^>]*)> (\d+)/.exec(values('author')[0] ?? '') ?? [];
  return {
    tree: values('tree')[0] ?? '',
    parents: values('parent'),
    message: text.slice(end + 2),
    author: { name, email, timestamp: Number(timestamp) },
  };
}
