import type { FileTree, TreeFile } from '../../../src/git/store/file-tree.ts';

/** What documents call a language, and the extension of its files. */
const LANGUAGES: Readonly<Record<string, string>> = {
  ts: 'ts',
  typescript: 'ts',
  js: 'mjs',
  javascript: 'mjs',
  python: 'py',
  py: 'py',
  ruby: 'rb',
  rb: 'rb',
  go: 'go',
  java: 'java',
  kotlin: 'kt',
  php: 'php',
  csharp: 'cs',
  json: 'json',
  yaml: 'yaml',
  toml: 'toml',
  hcl: 'tf',
  terraform: 'tf',
  xml: 'xml',
  ...{ sh: 'bash', bash: 'bash', shell: 'bash', console: 'bash' },
};

/** Between the path of a document and the number of a block in it. */
export const BLOCK = '#block-';

export interface Block {
  readonly language: string;
  readonly text: string;
}

/** The fenced code blocks of a document, as CommonMark reads them, also inside of lists and quotes. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let open: { readonly fence: string; readonly language: string; readonly lines: string[] } | null = null;
  for (const line of markdown.split(/\r\n|\n|\r/)) {
    const [, fence = '', info = ''] = /^[\s>]*(`{3,}|~{3,})\s*([^`]*)$/.exec(line) ?? [];
    if (open === null) {
      if (fence !== '')
        open = { fence, language: info.trim().split(/\s/, 1).join('').toLowerCase(), lines: [] };
    } else if (fence.startsWith(open.fence) && info.trim() === '') {
      blocks.push({ language: open.language, text: `${open.lines.join('\n')}\n` });
      open = null;
    } else open.lines.push(line);
  }
  if (open !== null) blocks.push({ language: open.language, text: `${open.lines.join('\n')}\n` });
  return blocks;
}

/** The code blocks of all documents, as files in the languages that they name. */
export function blockFiles(files: FileTree): Map<string, TreeFile> {
  const found = new Map<string, TreeFile>();
  for (const [file, { content }] of files) {
    if (!file.endsWith('.md')) continue;
    for (const [i, { language, text }] of blocksOf(content.toString('utf8')).entries()) {
      const extension = LANGUAGES[language];
      if (extension === undefined) continue;
      const content = Buffer.from(asFile(extension, text));
      found.set(`${file}${BLOCK}${i}.${extension}`, { content, mode: '100644' });
    }
  }
  return found;
}

/** A part of a program as a whole file, if that makes it one. */
function asFile(extension: string, text: string): string {
  if (extension === 'go' && !/^package /m.test(text)) {
    return /^(import|func|type) /m.test(text)
      ? `package readme\n\n${text}`
      : `package readme\n\nfunc _() {\n${text}}\n`;
  }
  return extension === 'php' && !text.includes('<?php') ? `<?php\n${text}` : text;
}
