import { isDeepStrictEqual } from 'node:util';
import { code, documentOf, nodeOf, schemasOf, stringOf } from '../json.ts';
import { compareOperations, type Operation, operationsOf } from './operations.ts';
import { compareSchemas, type Detail, type Sides } from './schemas.ts';
import { usageOf } from './usage.ts';

export type { Detail } from './schemas.ts';

/** An operation, a named schema or the API as a whole, and how it changed. */
export interface Change {
  readonly subject: 'operation' | 'schema' | 'api';
  /** `documented`: only prose, examples or extensions changed, which the types of an SDK do not contain. */
  readonly kind: 'added' | 'changed' | 'documented' | 'removed';
  /** `GET /pets/{id}`, `Pet`, or the part of the API: `version`, `servers`. */
  readonly name: string;
  readonly breaking: boolean;
  /** The changes in the order of the description; empty if it was added or removed as a whole. */
  readonly details: readonly Detail[];
}

/**
 * Compares two prepared descriptions (JSON values), and decides which changes break code that uses the SDKs: on the
 * wire, or because a name is gone. A named schema is compared once; whom its change breaks follows from its use in
 * requests and responses. Pure; equal documents have no changes.
 */
export function changesBetween(before: unknown, after: unknown): Change[] {
  if (isDeepStrictEqual(before, after)) return [];
  const sides: Sides = { before: documentOf(before), after: documentOf(after) };
  const changes = [...operationChanges(sides), ...schemaChanges(sides), ...apiChanges(sides)];
  return changes.length > 0 ? changes : [DOCUMENTED];
}

const DOCUMENTED: Change = {
  subject: 'api',
  kind: 'documented',
  name: 'the API',
  breaking: false,
  details: [],
};

function operationChanges(sides: Sides): Change[] {
  const [old, now] = [operationsOf(sides.before), operationsOf(sides.after)];
  const partner = pair(old, now);
  const found = new Set(partner.values());
  const changes: Change[] = [];
  const one = (kind: Change['kind'], name: string, details: readonly Detail[], breaking: boolean) =>
    changes.push({ subject: 'operation', kind, name, breaking, details });
  for (const operation of now) if (!found.has(operation)) one('added', operation.name, [], false);
  for (const operation of old) {
    const successor = partner.get(operation);
    if (successor === undefined) continue;
    const details = compareOperations(sides, operation, successor);
    if (details.length > 0) one('changed', successor.name, details, details.some(isBreaking));
    else if (!isDeepStrictEqual(operation.node, successor.node)) one('documented', successor.name, [], false);
  }
  for (const operation of old) if (!partner.has(operation)) one('removed', operation.name, [], true);
  return changes;
}

/** Matched by name first; the rest by path, ignoring the names of path parameters. */
function pair(old: readonly Operation[], now: readonly Operation[]): Map<Operation, Operation> {
  const partner = new Map<Operation, Operation>();
  const taken = new Set<Operation>();
  for (const by of ['name', 'key'] as const) {
    const open = new Map(now.filter((operation) => !taken.has(operation)).map((o) => [o[by], o]));
    for (const operation of old) {
      const found = open.get(operation[by]);
      if (partner.has(operation) || found === undefined || taken.has(found)) continue;
      partner.set(operation, found);
      taken.add(found);
    }
  }
  return partner;
}

function schemaChanges(sides: Sides): Change[] {
  const [old, now] = [schemasOf(sides.before), schemasOf(sides.after)];
  const [oldUsage, newUsage] = [usageOf(sides.before), usageOf(sides.after)];
  const added: Change[] = [];
  const changed: Change[] = [];
  const removed: Change[] = [];
  for (const name of Object.keys(now)) {
    if (!Object.hasOwn(old, name))
      added.push({ subject: 'schema', kind: 'added', name, breaking: false, details: [] });
  }
  for (const name of Object.keys(old)) {
    if (!Object.hasOwn(now, name)) {
      removed.push({ subject: 'schema', kind: 'removed', name, breaking: true, details: [] });
      continue;
    }
    if (isDeepStrictEqual(old[name], now[name])) continue;
    const directions = new Set([...(oldUsage.get(name) ?? []), ...(newUsage.get(name) ?? [])]);
    const details = compareSchemas(sides, old[name], now[name], { prefix: '', directions });
    const kind = details.length > 0 ? 'changed' : 'documented';
    changed.push({ subject: 'schema', kind, name, breaking: details.some(isBreaking), details });
  }
  return [...added, ...changed, ...removed];
}

function apiChanges({ before: { root: old }, after: { root: now } }: Sides): Change[] {
  const changes: Change[] = [];
  const tell = (name: string, text: string, breaking = false) =>
    changes.push({ subject: 'api', kind: 'changed', name, breaking, details: [{ text, breaking }] });
  const version = (root: typeof old) => stringOf(nodeOf(root.info).version) ?? '';
  if (version(old) !== version(now)) {
    tell('version', `from ${code(version(old))} to ${code(version(now))}`);
  }
  if (!isDeepStrictEqual(old.servers, now.servers)) tell('servers', 'other addresses');
  const schemes = (root: typeof old) =>
    nodeOf(nodeOf(root.components).securitySchemes ?? root.securityDefinitions);
  const [was, is] = [schemes(old), schemes(now)];
  for (const name of new Set([...Object.keys(was), ...Object.keys(is)])) {
    const what = `security scheme ${code(name)}`;
    if (!Object.hasOwn(is, name)) tell(what, 'removed', true);
    else if (!Object.hasOwn(was, name)) tell(what, 'added');
    else if (nodeOf(was[name]).type !== nodeOf(is[name]).type) tell(what, 'has another type', true);
    else if (!isDeepStrictEqual(was[name], is[name])) tell(what, 'changed');
  }
  const prose = ({ info, tags }: typeof old) => ({ ...nodeOf(info), version: null, tags });
  if (!isDeepStrictEqual(prose(old), prose(now))) changes.push(DOCUMENTED);
  return changes;
}

const isBreaking = ({ breaking }: Detail) => breaking;
