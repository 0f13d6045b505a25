import { firstAnd } from '../../contract/listed.ts';
import type { Change } from './index.ts';

/** Maximum length of a commit title, in characters. */
const MAX_TITLE = 72;
/** Above this number, changes of a group and details of a change are counted instead of listed. */
const MAX_LISTED = 40;
const MAX_DETAILS = 20;

const VERBS = { added: 'add', changed: 'change', documented: 'document', removed: 'remove' } as const;
type Kind = keyof typeof VERBS;
const KINDS: readonly Kind[] = ['added', 'changed', 'removed', 'documented'];

const GROUPS: readonly (readonly [title: string, subject: Change['subject'], kind: Kind])[] = [
  ['Added operations', 'operation', 'added'],
  ['Changed operations', 'operation', 'changed'],
  ['Removed operations', 'operation', 'removed'],
  ['Added schemas', 'schema', 'added'],
  ['Changed schemas', 'schema', 'changed'],
  ['Removed schemas', 'schema', 'removed'],
  ['Changed API', 'api', 'changed'],
  ['Changed documentation', 'operation', 'documented'],
  ['Changed documentation of schemas', 'schema', 'documented'],
];

/**
 * Writes the message of a commit with these changes in the form of conventional commits: a title of at most 72
 * characters, the changes in groups, and a `BREAKING CHANGE:` footer if something breaks.
 */
export function changesMessage(changes: readonly Change[]): string {
  const breaking = changes.filter((change) => change.breaking);
  const paragraphs = [titleOf(changes, breaking.length > 0)];
  for (const [title, subject, kind] of GROUPS) {
    const group = changes.filter((change) => change.subject === subject && change.kind === kind);
    // The title says it already.
    if (group.length === 0 || (changes.length === 1 && group.every(({ details }) => details.length === 0)))
      continue;
    paragraphs.push([`${title}:`, ...listed(group.map(itemOf), MAX_LISTED)].join('\n'));
  }
  if (breaking.length > 0) {
    const broken = breaking.flatMap(breaksOf);
    const [first = '', ...more] = broken;
    paragraphs.push(
      more.length === 0
        ? `BREAKING CHANGE: ${first}`
        : [
            'BREAKING CHANGE: code that uses these has to change:',
            ...listed(
              broken.map((text) => `- ${text}`),
              MAX_LISTED,
            ),
          ].join('\n'),
    );
  }
  return paragraphs.join('\n\n');
}

function titleOf(changes: readonly Change[], breaking: boolean): string {
  const mark = breaking ? '!' : '';
  const real = changes.filter(({ kind }) => kind !== 'documented');
  const operations = real.filter(({ subject }) => subject === 'operation');
  const schemas = real.filter(({ subject }) => subject === 'schema');
  const api = real.filter(({ subject }) => subject === 'api');
  if (operations.length > 0) return fitting(`feat(api)${mark}: `, operations, 'operation');
  if (schemas.length > 0) return fitting(`feat(api)${mark}: `, schemas, 'schema');
  if (api.length > 0) {
    const type = api.every(({ name }) => name === 'version' || name === 'servers') ? 'chore' : 'feat';
    return fitting(`${type}(api)${mark}: `, api, 'setting');
  }
  if (changes.length > 0) return 'docs(api): change descriptions';
  return 'chore(api): generate from an unchanged description';
}

/** The names if they fit, otherwise how many there are. */
function fitting(start: string, changes: readonly Change[], noun: string): string {
  const groups = KINDS.map((kind) => ({ kind, names: changes.filter((change) => change.kind === kind) }));
  const phrase = (words: (names: readonly Change[], first: boolean) => string) =>
    groups
      .filter(({ names }) => names.length > 0)
      .map(({ kind, names }, i) => `${VERBS[kind]} ${words(names, i === 0)}`)
      .join(', ');
  const named = start + phrase((names) => joined(names.map(({ name }) => plain(name))));
  if (named.length <= MAX_TITLE) return named;
  const counted = ({ length }: readonly Change[], first: boolean) =>
    first ? `${length} ${noun}${length === 1 ? '' : 's'}` : String(length);
  return start + phrase(counted);
}

function joined(names: readonly string[]): string {
  if (names.length < 3) return names.join(' and ');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function itemOf({ name, details }: Change): string {
  const lines = details.map(({ text, breaking }) => `${text}${breaking ? ' (breaking)' : ''}`);
  if (lines.length === 0) return `- ${plain(name)}`;
  if (lines.length === 1) return `- ${plain(name)}: ${lines[0]}`;
  return [
    `- ${plain(name)}`,
    ...listed(
      lines.map((line) => `  - ${line}`),
      MAX_DETAILS,
      '  ',
    ),
  ].join('\n');
}

function breaksOf({ name, details }: Change): string[] {
  const broken = details.filter(({ breaking }) => breaking);
  if (broken.length === 0) return [`${plain(name)} removed`];
  return broken.map(({ text }) => `${plain(name)}: ${text}`);
}

function listed(items: readonly string[], limit: number, indent = ''): string[] {
  return [...firstAnd(items, limit, (more) => `${indent}- and ${more} more`)];
}

/** A name from the description on one line. */
function plain(name: string): string {
  const line = name.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}

/** The message of a commit that changes files but not the API. */
export function filesMessage(paths: readonly string[]): string {
  const names = joined(paths.map(plain));
  const title = `chore(sdk): change ${names}`;
  const short = title.length <= MAX_TITLE ? title : `chore(sdk): change ${paths.length} files`;
  return paths.length === 1 && short === title
    ? title
    : [
        short,
        [
          'Changed files:',
          ...listed(
            paths.map((path) => `- ${plain(path)}`),
            MAX_LISTED,
          ),
        ].join('\n'),
      ].join('\n\n');
}
