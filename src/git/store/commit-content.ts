export interface Signature {
  readonly name: string;
  readonly email: string;
  /** Seconds since 1970. From the record or the workflow, never the clock: a retry makes the same commit. */
  readonly timestamp: number;
}

/** Author of technical commits for merges: always the same. */
export const NOBODY: Signature = { name: 'Kiln', email: 'kiln@localhost', timestamp: 0 };

/** Author, message, tree and parents of a commit. */
export interface CommitContent {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Signature;
}

/**
 * Serialises a commit in Git's format; author and committer are the same, in UTC. The message ends with one line
 * break.
 */
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

/** Parses a commit in Git's format. */
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
