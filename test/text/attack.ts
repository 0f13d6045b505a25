import type { Node } from '../../src/codegen/json.ts';
import { parseConfigFile } from '../../src/contract/config-file.ts';
import type { FileTree, TreeFile } from '../../src/git/store/file-tree.ts';
import { BASE, SENT } from './base.ts';
import { configPlaces, withText } from './config.ts';
import type { Made, Subject } from './generate.ts';
import { CANARY, infect, PAYLOADS, type Reach } from './infect.ts';
import { BLOCK, blockFiles } from './parsers/blocks.ts';
import { type Found, parseTree } from './parsers/index.ts';
import { runShells } from './shell.ts';

/** Extensions that OpenAPI Generator's templates write into code unescaped, and an unknown one. */
const EXTENSIONS = [
  'x-anything',
  'x-class-extra-annotation',
  'x-field-extra-annotation',
  'x-go-name',
  'x-go-type',
  'x-implements',
  'x-kotlin-implements',
  'x-operation-extra-annotation',
  'x-discriminator-value',
  'x-enum-varnames',
  'x-enum-descriptions',
  'x-codegen-request-body-name',
  'x-bash-codegen-sample',
  'x-ms-enum',
];

/** The results of a target with a text at every place. */
export interface Attacked {
  /** Files that do not parse, or that contain the text as code. */
  readonly broken: readonly string[];
  /** Texts that a shell executed. */
  readonly executed: readonly string[];
  /** Words whose text should be in the code unchanged, but is not. */
  readonly lost: readonly string[];
  /** Words that the target rejected, with its message for each. */
  readonly refused: ReadonlyMap<string, string>;
  /** The message if it generated nothing at all. */
  readonly notMade: readonly string[];
  readonly files: number;
}

/** A description, and which of its places get a text. */
interface Attack {
  readonly base: object;
  readonly reach: Reach;
}

/** Generates the SDK for the description with a payload at every place; places that a diagnostic names are reset. */
async function makeInfected(
  subject: Subject,
  payload: string,
  { base, reach }: Attack,
): Promise<{ made: Made; refused: Map<string, string> }> {
  const refused = new Map<string, string>();
  for (;;) {
    const { description, words } = infect(base, payload, CANARY, payload === 'TEXT' ? [] : EXTENSIONS, {
      reach,
      except: new Set(refused.keys()),
    });
    const made = await subject.make(description);
    if (made.ok || payload === 'TEXT') return { made, refused };
    const before = refused.size;
    for (const message of made.messages.filter((each) => /cannot be/.test(each))) {
      const quoted: unknown = JSON.parse(/"(?:[^"\\]|\\.)*"/.exec(message)?.[0] ?? '""');
      const word = [...words].find((each) => each !== '' && new RegExp(`^${each}\\b`).test(String(quoted)));
      if (word !== undefined) refused.set(word, message);
    }
    if (refused.size === before) return { made, refused };
  }
}

/** Attacks a target with several payloads; the results are parsed together, because parsers take long to start. */
export async function attack(
  subject: Subject,
  payloads: readonly string[],
  { base = BASE, reach = 'free' }: Partial<Attack> = {},
): Promise<Map<string, Attacked>> {
  const made = new Map<string, { made: Made; refused: Map<string, string> }>();
  const all = new Map<string, TreeFile>();
  for (const name of ['none', ...payloads]) {
    const one = await makeInfected(subject, PAYLOADS[name] ?? 'TEXT', { base, reach });
    made.set(name, one);
    if (one.made.ok) addTree(all, name, one.made.files);
  }
  const parsed = await parseTree(all, CANARY);
  const inClean = stringsOf(parsed, 'none');
  const arrives = SENT.filter((word) => inClean.some((text) => text.includes(word)));
  const attacked = new Map<string, Attacked>();
  for (const name of payloads) {
    const one = made.get(name);
    if (one === undefined) continue;
    const files: FileTree = one.made.ok ? one.made.files : new Map();
    const strings = stringsOf(parsed, name);
    const payload = PAYLOADS[name] ?? '';
    attacked.set(name, {
      broken: [...brokenFiles(ofTree(parsed, name)), ...brokenBlocks(parsed, name, subject.isOwn)],
      executed: (await runShells(files)).executed,
      lost: !one.made.ok
        ? []
        : arrives.filter((word) => {
            const given = payload.replaceAll('TEXT', word).replaceAll('RUN', CANARY);
            return !one.refused.has(word) && !strings.some((text) => text.includes(given));
          }),
      refused: one.refused,
      notMade: one.made.ok ? [] : one.made.messages,
      files: files.size,
    });
  }
  return attacked;
}

const key = (name: string): string => name.replace(/\W+/g, '-');

/** Adds a tree's files, and the code blocks of its documents, in a folder of the payload's name. */
function addTree(all: Map<string, TreeFile>, name: string, files: FileTree): void {
  for (const [path, entry] of [...files, ...blockFiles(files)]) all.set(`${key(name)}/${path}`, entry);
}

type Parsed = readonly (readonly [path: string, found: Found])[];

function ofTree(parsed: ReadonlyMap<string, Found>, name: string): Parsed {
  return [...parsed].filter(([path]) => path.startsWith(`${key(name)}/`));
}

/**
 * Files that do not parse, or that contain the text as code. Not every block of a document is a whole program; what does
 * not parse does not run either.
 */
function brokenFiles(parsed: Parsed): string[] {
  return parsed.flatMap(([path, { error, hits }]) =>
    (path.includes(BLOCK) ? error === null && hits > 0 : error !== null || hits > 0)
      ? `${path}: ${error ?? `${hits} as code`}`
      : [],
  );
}

/**
 * Whether a text ended a code block of a document, or, in one of Kiln's own, left the code in it. Templates also write
 * texts without quotes into examples: with lookalike characters, which do not always parse.
 */
function brokenBlocks(parsed: ReadonlyMap<string, Found>, name: string, isOwn: boolean): string[] {
  const blocks = (tree: string, isBroken: boolean) =>
    ofTree(parsed, tree).filter(([path, { error }]) => path.includes(BLOCK) && (!isBroken || error !== null));
  const more = blocks(name, false).length - blocks('none', false).length;
  const broken = blocks(name, true);
  return [
    ...(more > 0 && PAYLOADS[name]?.includes('```')
      ? [`${more} code blocks more than without the text`]
      : []),
    ...(isOwn && broken.length > blocks('none', true).length
      ? broken.map(([path, { error }]) => `${path}: ${error ?? ''}`)
      : []),
  ];
}

function stringsOf(parsed: ReadonlyMap<string, Found>, name: string): string[] {
  return ofTree(parsed, name).flatMap(([path, { strings }]) => (path.includes(BLOCK) ? [] : strings));
}

export interface ConfigAttacked {
  readonly broken: readonly string[];
  readonly executed: readonly string[];
  /** Places that were rejected without being named. */
  readonly unnamed: readonly string[];
  readonly places: number;
  readonly refused: number;
}

/** The same for every place of the config file: each is rejected by name, or written as text. */
export async function attackConfig(subject: Subject, payloads: readonly string[]): Promise<ConfigAttacked> {
  const { target } = subject;
  const places = await configPlaces(target);
  const { description } = infect(BASE, 'TEXT', CANARY, []);
  const all = new Map<string, TreeFile>();
  const executed: string[] = [];
  const unnamed: string[] = [];
  let refused = 0;
  for (const name of payloads) {
    const text = (PAYLOADS[name] ?? '').replaceAll('TEXT', 'configured').replaceAll('RUN', CANARY);
    let taken = places.filter((place) => {
      const parsed = parseConfigFile(JSON.stringify(withText({ targets: { [target]: {} } }, place, text)));
      if (parsed.ok) return true;
      refused += 1;
      if (!parsed.problem.message.includes(place.filter((part) => part !== '0')[1] ?? place[0] ?? '')) {
        unnamed.push(`${place.join('/')}: ${parsed.problem.message}`);
      }
      return false;
    });
    // Commands are excluded: whether they may run is another matter.
    taken = taken.filter((place) => !COMMANDS.has(place[2] ?? ''));
    for (;;) {
      let config: Node = { targets: { [target]: {} } };
      for (const place of taken) config = withText(config, place, text);
      const made = await subject.make(description, config);
      if (made.ok) {
        addTree(all, name, made.files);
        executed.push(...(await runShells(made.files)).executed.map((each) => `${name}: ${each}`));
        break;
      }
      const rest = taken.filter((place) => {
        const option = place.at(-1) ?? '';
        const named = new RegExp(`\\b(option|Unknown) ${option}\\b`);
        return !made.messages.some((message) => named.test(message));
      });
      if (rest.length === taken.length) throw new Error(made.messages.join('\n'));
      refused += taken.length - rest.length;
      taken = rest;
    }
  }
  const parsed = await parseTree(all, CANARY);
  const broken = brokenFiles([...parsed]);
  return { broken, executed, unnamed, places: places.length * payloads.length, refused };
}

const COMMANDS = new Set(['postgen', 'checks', 'generator']);
