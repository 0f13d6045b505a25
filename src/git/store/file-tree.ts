/** Mode of a file in a Git tree: regular or executable. Generated trees contain no links. */
export type FileMode = '100644' | '100755';

export interface TreeFile {
  readonly mode: FileMode;
  readonly content: Buffer;
}

/** Files by path: relative, `/` between segments, never starting with `/` or `.git/`. */
export type FileTree = ReadonlyMap<string, TreeFile>;

/** A file of a tree from text (UTF-8) or bytes. */
export function file(content: string | Buffer, mode: FileMode = '100644'): TreeFile {
  return { mode, content: typeof content === 'string' ? Buffer.from(content, 'utf8') : content };
}
