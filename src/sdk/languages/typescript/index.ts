import { file, type TreeFile } from '../../../git/store/file-tree.ts';
import type { Api } from '../../api/api-types.ts';
import { type Code, code, join } from '../../code/code.ts';
import type { Language, LanguageInput } from '../../language.ts';
import { apiMarkdown, standalonePages } from './api-md.ts';
import { clientModule } from './client.ts';
import { exampleCalls } from './examples.ts';
import { featuresOf } from './features.ts';
import { KNOWN_ERRORS, knownErrorsModule } from './known-errors.ts';
import { nameTypeScript } from './names.ts';
import { packageFiles } from './package-files.ts';
import { paginationModule } from './pagination.ts';
import { readme } from './readme.ts';
import {
  barrelModule,
  resourceModules,
  type SdkWriter,
  typesModule,
  type WrittenModule,
} from './resources.ts';
import { runtimeFiles } from './runtime.ts';
import { indexModule, settingModules } from './settings.ts';
import { testFiles } from './tests.ts';
import { lineComments } from './text.ts';

/** SDKs in TypeScript: no dependencies, for Node, Deno, Bun and browsers. */
export const typescript: Language = {
  name: 'typescript',
  targets: ['typescript', 'node'],
  generate(input) {
    const sdk = sdkWriter(input);
    const modules = sourceModules(sdk, input);
    const files = new Map<string, TreeFile>();
    for (const [path, content] of runtimeFiles()) if (isNeeded(path, sdk)) files.set(path, content);
    for (const [module, content] of modules) files.set(`src/${module}.ts`, file(laidOut(content)));
    for (const [path, content] of packageFiles(sdk, input)) files.set(path, content);
    for (const [path, content] of testFiles(sdk, input)) files.set(path, file(laidOut(content)));
    files.set('api.md', file(`${apiMarkdown(sdk).text}\n`));
    for (const [path, page] of standalonePages(sdk)) files.set(path, file(`${page.text}\n`));
    files.set('README.md', file(`${readme(sdk, input).text}\n`));
    return { files: new Map([...files].toSorted(([a], [b]) => (a < b ? -1 : 1))), findings: [] };
  },
};

const HEADER = 'File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.';

function sdkWriter({ api, casings, target }: LanguageInput): SdkWriter {
  const names = nameTypeScript(api, casings);
  const own = api.settings.fileHeader;
  const header =
    own === null ? lineComments(HEADER) : join([lineComments(own), lineComments(HEADER)], '\n\n');
  const browser = browserOption(target.options.browser);
  const base = { api, names, casings, header, browser, features: featuresOf(api) };
  return { ...base, example: exampleCalls(base) };
}

function browserOption(option: LanguageInput['target']['options'][string] | undefined): SdkWriter['browser'] {
  const state =
    typeof option === 'object' && option !== null && !Array.isArray(option) && 'state' in option
      ? option.state
      : undefined;
  return state === 'dangerous_allow' || state === 'disallow' ? state : 'allow';
}

function sourceModules(sdk: SdkWriter, input: LanguageInput): ReadonlyMap<string, Code> {
  const { api } = sdk;
  const modules = new Map(settingModules(sdk, input));
  const put = (written: WrittenModule) => modules.set(written.module, written.code);
  const resources = api.resources.map((resource) => resourceModules(resource, sdk));
  for (const module of resources.flat()) put(module);
  const shared = typesModule('resources/shared', sharedResource(api), sdk);
  const topLevel = typesModule('resources/top-level', api.root, sdk);
  const types = [shared, topLevel].filter((module) => module !== null);
  types.forEach(put);
  const exported = [...types, ...resources.flatMap(([first]) => (first === undefined ? [] : [first]))].map(
    ({ exports }) => exports,
  );
  put(barrelModule('resources/index', exported, sdk));
  const everything = code`export * from './resources/index.ts';`;
  modules.set('resources', join([sdk.header, everything], '\n\n'));
  modules.set('client', clientModule(sdk, exported));
  modules.set('index', indexModule(sdk));
  const errors = knownErrorsModule(sdk);
  if (errors !== null) modules.set(KNOWN_ERRORS, errors);
  if (sdk.features.pages) modules.set('core/pagination', paginationModule(sdk));
  return modules;
}

function sharedResource(api: Api): Api['root'] {
  return { ...api.root, name: '$shared', models: api.shared, methods: [] };
}

/** Parts of the runtime that only some APIs need. */
function isNeeded(path: string, { features }: SdkWriter): boolean {
  const only = (pattern: RegExp, needed: boolean) => needed || !pattern.test(path);
  return (
    only(/(?:internal\/page|core\/pagination|src\/pagination|runtime\/pages)/, features.pages) &&
    only(
      /(?:core\/streaming|src\/streaming|internal\/stream-events|internal\/decoders|runtime\/streaming)/,
      features.streams,
    ) &&
    only(/(?:internal\/qs\/|runtime\/qs)/, features.nestedQuery) &&
    only(/(?:internal\/webhooks|utils\/sha256|runtime\/webhooks)/, features.webhooks) &&
    only(/(?:internal\/tokens|runtime\/tokens)/, features.tokens) &&
    only(/internal\/security/, features.security)
  );
}

/** Final corrections that templates cannot make: no space before a line break that begins a union. */
function laidOut(content: Code): string {
  return `${content.text
    .replaceAll(/ +\n(?= *\| )/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
}
