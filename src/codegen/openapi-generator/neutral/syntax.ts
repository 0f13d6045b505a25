import type { EscapeKind } from './escapes.ts';

/** Where strings and comments of a language begin and end: enough to know which of them contains a word. */

export interface StringRule {
  readonly open: string;
  readonly close: string;
  /** How the closing delimiter is written inside: with a backslash, doubled, or not at all. */
  readonly escape: 'backslash' | 'doubled' | 'none';
  /** Opens an expression in the string; the expression ends at the matching brace. */
  readonly expression?: '${' | '#{' | '{' | '{$';
  /** Names the function in `escapes.ts` that escapes text for it. */
  readonly kind: EscapeKind;
  /** Only after one of these characters (ignoring blanks): a slash that is not a division. */
  readonly after?: RegExp;
  readonly oneLine?: true;
}

export interface Syntax {
  readonly comments: readonly { readonly open: string; readonly close: string; readonly lineStart?: true }[];
  /** Longer delimiters come before their own prefixes. */
  readonly strings: readonly StringRule[];
}

const LINE = { open: '//', close: '\n' };
const BLOCK = { open: '/*', close: '*/' };
const HASH = { open: '#', close: '\n' };

function quoted(open: string, kind: EscapeKind, rest: Partial<StringRule> = {}): StringRule {
  return { open, close: open, escape: 'backslash', kind, ...rest };
}

const java: Syntax = {
  comments: [LINE, BLOCK],
  strings: [
    quoted('"""', 'java'),
    quoted('"', 'java', { oneLine: true }),
    quoted("'", 'none', { oneLine: true }),
  ],
};
const kotlin: Syntax = {
  comments: [LINE, BLOCK],
  strings: [
    quoted('"""', 'none', { escape: 'none', expression: '${' }),
    quoted('"', 'kotlin', { expression: '${', oneLine: true }),
    quoted("'", 'none', { oneLine: true }),
  ],
};
const csharp: Syntax = {
  comments: [LINE, BLOCK],
  strings: [
    quoted('"""', 'none', { escape: 'none' }),
    { open: '$@"', close: '"', escape: 'doubled', expression: '{', kind: 'none' },
    { open: '@$"', close: '"', escape: 'doubled', expression: '{', kind: 'none' },
    { open: '@"', close: '"', escape: 'doubled', kind: 'csharpVerbatim' },
    {
      open: '$"',
      close: '"',
      escape: 'backslash',
      expression: '{',
      kind: 'csharpInterpolated',
      oneLine: true,
    },
    quoted('"', 'csharp', { oneLine: true }),
    quoted("'", 'none', { oneLine: true }),
  ],
};
const go: Syntax = {
  comments: [LINE, BLOCK],
  strings: [
    quoted('`', 'goRaw', { escape: 'none' }),
    quoted('"', 'go', { oneLine: true }),
    quoted("'", 'none', { oneLine: true }),
  ],
};
const typescript: Syntax = {
  comments: [LINE, BLOCK],
  strings: [
    quoted('`', 'template', { expression: '${' }),
    quoted('"', 'javascript', { oneLine: true }),
    quoted("'", 'javascript', { oneLine: true }),
    { ...quoted('/', 'none', { oneLine: true }), after: /[(,=:[!&|?{;]$/ },
  ],
};
const python: Syntax = {
  comments: [HASH],
  strings: [
    ...['r"""', "r'''"].map((open) => ({ ...quoted(open, 'none'), close: open.slice(1) })),
    quoted('"""', 'python'),
    quoted("'''", 'python'),
    ...['f"', "f'"].map((open) => ({
      ...quoted(open, 'none', { expression: '{', oneLine: true }),
      close: open.slice(1),
    })),
    ...['r"', "r'"].map((open) => ({
      ...quoted(open, 'pythonRaw', { oneLine: true }),
      close: open.slice(1),
    })),
    quoted('"', 'python', { oneLine: true }),
    quoted("'", 'python', { oneLine: true }),
  ],
};
const php: Syntax = {
  comments: [LINE, BLOCK, HASH],
  strings: [quoted('"', 'phpDouble', { expression: '{$' }), quoted("'", 'phpSingle')],
};
const ruby: Syntax = {
  comments: [{ open: '=begin', close: '\n=end', lineStart: true }, HASH],
  strings: [
    quoted('"', 'rubyDouble', { expression: '#{' }),
    quoted("'", 'rubySingle'),
    { ...quoted('/', 'rubyRegex', { oneLine: true }), after: /[(,=~]$/ },
  ],
};
const xml: Syntax = { comments: [{ open: '<!--', close: '-->' }], strings: [] };

/** By file name extension. */
const BY_EXTENSION: Readonly<Record<string, Syntax>> = {
  java,
  kt: kotlin,
  kts: kotlin,
  cs: csharp,
  go,
  ts: typescript,
  js: typescript,
  py: python,
  php,
  rb: ruby,
  gemspec: ruby,
};

/** Markup: text between tags is escaped as such. */
export const isMarkup = (path: string): boolean =>
  /\.(xml|csproj|props|targets|config)$/.test(path) || path === 'pom.xml';

/** The syntax of a file; null if Kiln does not put text back into such files. */
export function syntaxOf(path: string): Syntax | null {
  if (isMarkup(path)) return xml;
  return BY_EXTENSION[/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? ''] ?? null;
}
