import { OPENAPI_GENERATOR_VERSION } from '../../contract/openapi-generator.ts';
import { type FileTree, file, type TreeFile } from '../../git/store/file-tree.ts';
import type { SdkContext } from '../definition.ts';
import { APACHE_2_0, mit } from './licenses.ts';

/** The generator that the targets are written for; its version is part of their cache keys. */
export const GENERATOR = { name: 'openapi-generator', version: OPENAPI_GENERATOR_VERSION } as const;

/** Files of generators that are no part of an SDK. */
const DROPPINGS = [
  /^\.openapi-generator(\/|-ignore$)/,
  /^git_push\.sh$/,
  /^\.travis\.yml$/,
  /^\.gitlab-ci\.yml$/,
  /^appveyor\.yml$/,
  /^\.github\//,
  /^\.npmignore$/,
];

export interface CommonOptions {
  /** The generator's name in OpenAPI Generator; null if it generated nothing. */
  readonly language: string | null;
  readonly gitignore: readonly string[];
  readonly readme: {
    /** Shell commands that install the package; null if nothing is installed. */
    readonly install: string | null;
    /** A short program; null to omit the section. */
    readonly usage: string | null;
    /** Language of the fence around `usage`. */
    readonly codeFence: string;
    /** Further Markdown sections, from `## …` on. */
    readonly more?: string;
  };
}

/**
 * Adds the parts that every SDK has: a README, a licence, a `.gitignore` and a file about its origin; removes files
 * that only the generator needs. Pure; apply it first, because it replaces the generated README.
 */
export function commonPostgen(
  files: FileTree,
  sdk: SdkContext,
  options: CommonOptions,
): Map<string, TreeFile> {
  const out = new Map<string, TreeFile>();
  for (const [path, entry] of files) {
    if (DROPPINGS.some((dropping) => dropping.test(path))) continue;
    out.set(path, entry);
  }
  out.set('README.md', file(readme(sdk, options)));
  out.set('.gitignore', file(lines(options.gitignore)));
  out.delete('LICENSE');
  const license = licenseText(sdk);
  if (license !== null) out.set('LICENSE', file(license));
  out.set('.kiln/provenance.json', file(provenance(sdk, options.language)));
  return out;
}

/** Only values that stay the same while the same generator makes the same package. */
function provenance(sdk: SdkContext, language: string | null): string {
  const content = {
    generator: language === null ? { name: 'kiln' } : { ...GENERATOR, language },
    target: sdk.target,
    package: { name: sdk.packageName, version: sdk.packageVersion },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function licenseText(sdk: SdkContext): string | null {
  switch (sdk.license) {
    case 'Apache-2.0':
      return APACHE_2_0;
    case 'MIT':
      return mit(oneLine(sdk.organizationName) || sdk.org);
    case 'none':
      return null;
  }
}

function readme(sdk: SdkContext, { readme: { install, usage, codeFence, more } }: CommonOptions): string {
  const parts = [`# ${markdownText(titleOf(sdk))}`];
  const description = firstParagraph(sdk.description);
  if (description !== '') parts.push(markdownText(description));
  if (install !== null) parts.push('## Installation', fenced(install, 'sh'));
  if (usage !== null) parts.push('## Usage', fenced(usage, codeFence));
  if (more !== undefined && more.trim() !== '') parts.push(more.trim());
  const links: string[] = [];
  const docs = httpUrl(sdk.docsUrl);
  if (docs !== null) links.push(`Documentation: <${docs}>`);
  if (sdk.contact !== null && sdk.contact !== '') links.push(`Contact: ${markdownText(sdk.contact)}`);
  if (links.length > 0) parts.push('## Support', links.join('\n\n'));
  const license =
    sdk.license === 'none' ? '' : ` It is licensed under ${sdk.license}: see [LICENSE](LICENSE).`;
  parts.push(
    '## About this package',
    'This package was generated from an OpenAPI description. Changes that are pushed to this repository ' +
      `are kept when it is generated again.${license}`,
  );
  return `${parts.join('\n\n')}\n`;
}

/** The name of the API on one line, never empty. */
export function titleOf(sdk: SdkContext): string {
  return oneLine(sdk.title) || sdk.project;
}

/** The documentation page, if it is a URL that is safe to put into a file. */
export function httpUrl(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const { protocol, href } = new URL(url);
  return protocol === 'https:' || protocol === 'http:'
    ? href.replace(/[<>"'`\\]/g, encodeURIComponent)
    : null;
}

/** URL of the published repository, for package metadata. */
export function repositoryUrl(sdk: SdkContext): string {
  const { host = 'github.com', owner, name } = sdk.repository;
  return `https://${host}/${owner}/${name}`;
}

/**
 * Properties for every generator. A target's own properties override these, and the config file's options override
 * both.
 */
export function commonProperties(sdk: SdkContext): Record<string, string> {
  return {
    hideGenerationTimestamp: 'true',
    gitHost: 'github.com',
    gitUserId: sdk.repository.owner,
    gitRepoId: sdk.repository.name,
  };
}

/**
 * Properties for generators that otherwise parse a `oneOf` by trying each of its schemas. A discriminator selects
 * one; without this property, three schemas with the same properties would all match, which is an error.
 */
export const oneOfByDiscriminator = { useOneOfDiscriminatorLookup: 'true' } as const;

// Text

/** A text without line breaks, control characters and repeated, leading or trailing blanks. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** The first paragraph of a description on one line, at most `limit` characters long. */
export function firstParagraph(text: string, limit = 600): string {
  const paragraph = oneLine(text.trim().split(/\r?\n[ \t]*\r?\n/, 1)[0] ?? '');
  const characters = [...paragraph];
  return characters.length <= limit
    ? paragraph
    : `${characters
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`;
}

/** Text that Markdown shows literally: no markup, no HTML. */
export function markdownText(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_[\]|]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/^([#+-]|\d+[.)])(?= )/, '\\$1');
}

function fenced(code: string, language: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code.trim()}\n${fence}`;
}

/** Joins lines, each ended by a line feed. */
export function lines(list: readonly string[]): string {
  return list.map((line) => `${line}\n`).join('');
}

/** A literal of JavaScript, TypeScript or JSON in double quotes. */
export function jsString(text: string): string {
  return JSON.stringify(text)
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
}

/** A literal of Python or TOML (basic string) in double quotes. */
export function tomlString(text: string): string {
  return JSON.stringify(oneLine(text));
}

/** Text for the content or a quoted attribute of XML. */
export function xmlText(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&apos;');
}

/** A word for a POSIX shell in single quotes. */
export function shellWord(text: string): string {
  return /^[\w./:@=+-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`;
}

// Names

/** Words of a name, in lower case and in ASCII: `PetStore-API v2` → `pet`, `store`, `api`, `v2`. */
export function words(name: string): string[] {
  return name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** `pet_store` */
export function snakeCase(name: string): string {
  return words(name).join('_');
}

/** `pet-store` */
export function kebabCase(name: string): string {
  return words(name).join('-');
}

/** `PetStore` */
export function pascalCase(name: string): string {
  return words(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** A name that can begin an identifier: if it is empty or begins with a digit, `prefix` is put before it. */
export function identifier(name: string, prefix = 'api'): string {
  return /^[A-Za-z_]/.test(name) ? name : `${prefix}${name}`;
}

/** A semantic version as plain `major.minor.patch`, for tools that accept no more. */
export function coreVersion(version: string): string {
  return /^\d+\.\d+\.\d+/.exec(version)?.[0] ?? '0.0.0';
}

// Files

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
