import { OPENAPI_GENERATOR_VERSION } from '../../contract/openapi-generator.ts';
import { type FileTree, file, type TreeFile } from '../../git/store/file-tree.ts';
import type { SdkContext } from '../definition.ts';
import { fenced, firstParagraph, lines, markdownText, oneLine } from './escape.ts';
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
