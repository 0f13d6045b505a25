import { type FileTree, file, type TreeFile } from '../../git/store/file-tree.ts';

/** The text of a file, or null where there is none. */
export function textOf(files: FileTree, path: string): string | null {
  return files.get(path)?.content.toString('utf8') ?? null;
}

/** Changes the text of a file if it exists; its mode stays. */
export function replaceText(files: Map<string, TreeFile>, path: string, fn: (text: string) => string): void {
  const entry = files.get(path);
  if (entry === undefined) return;
  const before = entry.content.toString('utf8');
  const after = fn(before);
  if (after !== before) files.set(path, file(after, entry.mode));
}

/** `replaceText` for each file whose path matches. */
export function replaceMatching(
  files: Map<string, TreeFile>,
  pattern: RegExp,
  fn: (text: string, path: string) => string,
): void {
  for (const path of [...files.keys()]) {
    if (pattern.test(path)) replaceText(files, path, (text) => fn(text, path));
  }
}

/** Deletes each file whose path matches. */
export function removeMatching(files: Map<string, TreeFile>, pattern: RegExp): void {
  for (const path of [...files.keys()]) {
    if (pattern.test(path)) files.delete(path);
  }
}

/** Removes trailing blanks, and ends the file with one line feed: most linters require this of generated code. */
export function tidyBlanks(text: string): string {
  return `${text.replace(/[ \t]+(\r?\n)/g, '$1').trimEnd()}\n`;
}
