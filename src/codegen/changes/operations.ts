import { isDeepStrictEqual } from 'node:util';
import { code, type Document, listOf, METHODS, type Node, nodeOf, stringOf } from '../json.ts';
import { compareSchemas, type Detail, type Direction, type Sides } from './schemas.ts';

/** An operation, merged with the settings of its path. */
export interface Operation {
  /** `GET /pets/{id}`, or `webhook POST newPet`. */
  readonly name: string;
  /** The same without names of path parameters: equal keys mean the same operation. */
  readonly key: string;
  readonly webhook: boolean;
  readonly node: Node;
  /** By location and name, e.g. `query limit`. */
  readonly parameters: ReadonlyMap<string, Node>;
}

/** The operations of a description, in its order. */
export function operationsOf(document: Document): Operation[] {
  const operations: Operation[] = [];
  const collect = (paths: unknown, webhook: boolean): void => {
    for (const [path, item] of Object.entries(nodeOf(paths))) {
      const node = document.resolve(item);
      for (const method of METHODS) {
        if (node[method] === undefined) continue;
        const operation = nodeOf(node[method]);
        const name = `${webhook ? 'webhook ' : ''}${method.toUpperCase()} ${path}`;
        const key = webhook ? name : name.replace(/\{[^}]*\}/g, '{}');
        const parameters = new Map<string, Node>();
        for (const given of [...listOf(node.parameters), ...listOf(operation.parameters)]) {
          const parameter = document.resolve(given);
          parameters.set(`${parameter.in} ${parameter.name}`, parameter);
        }
        operations.push({ name, key, webhook, node: operation, parameters });
      }
    }
  };
  collect(document.root.paths, false);
  collect(document.root.webhooks, true);
  return operations;
}

/** Compares two versions of one operation. */
export function compareOperations(sides: Sides, before: Operation, after: Operation): Detail[] {
  const details: Detail[] = [];
  const tell = (text: string, breaking: boolean) => details.push({ text, breaking });
  const [old, now] = [before.node, after.node];
  const name = ({ operationId }: Node) => stringOf(operationId);
  if (name(old) !== name(now)) {
    tell(`operation id changed from ${code(name(old) ?? '')} to ${code(name(now) ?? '')}`, true);
  }
  const group = ({ tags }: Node) => stringOf(listOf(tags)[0]);
  if (group(old) !== group(now)) {
    tell(`moved from tag ${code(group(old) ?? '')} to ${code(group(now) ?? '')}`, true);
  }
  if (old.deprecated !== true && now.deprecated === true) tell('deprecated', false);
  compareSecurity(sides, old, now, tell);
  details.push(...compareParameters(sides, before, after));
  // Code that uses an SDK receives the request of a webhook, as it receives responses.
  const [sent, received]: [Direction, Direction] = before.webhook
    ? ['response', 'request']
    : ['request', 'response'];
  details.push(...compareBodies(sides, old, now, sent));
  details.push(...compareResponses(sides, old, now, received));
  return details;
}

type Tell = (text: string, breaking: boolean) => void;

function compareSecurity({ before, after }: Sides, old: Node, now: Node, tell: Tell): void {
  const ways = (document: Document, operation: Node) =>
    new Set(
      listOf(operation.security ?? document.root.security).map((way) =>
        Object.entries(nodeOf(way))
          .map(([scheme, scopes]) => [scheme, ...listOf(scopes)].join(' '))
          .sort()
          .join(' and '),
      ),
    );
  const [was, is] = [ways(before, old), ways(after, now)];
  if (isDeepStrictEqual(was, is)) return;
  const open = (set: ReadonlySet<string>) => set.size === 0 || set.has('');
  const fewer = open(was) || [...was].some((way) => !is.has(way));
  tell('authentication changed', fewer && !open(is));
}

/** Path parameters are identified by their position: one with another name in the same position was renamed. */
function compareParameters(sides: Sides, before: Operation, after: Operation): Detail[] {
  const details: Detail[] = [];
  const tell = (text: string, breaking: boolean) => details.push({ text, breaking });
  const renamed = renamedParameters(before.name, after.name);
  const matched = new Set<string>();
  for (const [key, old] of before.parameters) {
    const newKey = renamed.get(key) ?? key;
    const now = after.parameters.get(newKey);
    const what = `${old.in} parameter ${code(String(old.name))}`;
    if (now === undefined) {
      tell(`${what} removed`, true);
      continue;
    }
    matched.add(newKey);
    if (newKey !== key) tell(`${what} renamed to ${code(String(now.name))}`, true);
    if (old.required !== true && now.required === true) tell(`${what} became required`, true);
    if (old.required === true && now.required !== true) tell(`${what} became optional`, false);
    if (old.deprecated !== true && now.deprecated === true) tell(`${what} deprecated`, false);
    for (const key of ['style', 'explode'] as const) {
      if (old[key] !== now[key]) tell(`${what}: ${key} changed`, true);
    }
    const place = { prefix: `${what}: `, directions: new Set<Direction>(['request']) };
    details.push(...compareSchemas(sides, schemaOf(old), schemaOf(now), place));
    details.push(...compareContent(sides, old.content, now.content, what, 'request'));
  }
  for (const [key, parameter] of after.parameters) {
    if (matched.has(key)) continue;
    const required = parameter.required === true;
    const what = `${parameter.in} parameter ${code(String(parameter.name))}`;
    tell(`${required ? 'required ' : ''}${what} added`, required);
  }
  return details;
}

/** In Swagger 2, parameters other than bodies have their type without a schema around it. */
function schemaOf({ schema, type, ...rest }: Node): unknown {
  return schema ?? (type === undefined ? {} : { type, ...rest });
}

function renamedParameters(before: string, after: string): Map<string, string> {
  const names = (path: string) => [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => `path ${name}`);
  const now = names(after);
  return new Map(names(before).map((name, i) => [name, now[i] ?? name]));
}

function compareBodies(sides: Sides, before: Node, after: Node, direction: Direction): Detail[] {
  const [old, now] = [sides.before.resolve(before.requestBody), sides.after.resolve(after.requestBody)];
  const [was, is] = [before.requestBody !== undefined, after.requestBody !== undefined];
  if (!was && !is) return [];
  if (!is) return [{ text: 'request body removed', breaking: true }];
  const required = now.required === true;
  if (!was) return [{ text: `${required ? 'required ' : ''}request body added`, breaking: required }];
  const details = compareContent(sides, old.content, now.content, 'request body', direction);
  if (old.required !== true && required)
    details.unshift({ text: 'request body became required', breaking: direction === 'request' });
  if (old.required === true && !required)
    details.unshift({ text: 'request body became optional', breaking: direction === 'response' });
  return details;
}

function compareResponses(sides: Sides, before: Node, after: Node, direction: Direction): Detail[] {
  const details: Detail[] = [];
  const [old, now] = [nodeOf(before.responses), nodeOf(after.responses)];
  for (const status of Object.keys(old)) {
    const what = `response ${status}`;
    if (now[status] === undefined) {
      // Removed error responses break nobody.
      details.push({ text: `${what} removed`, breaking: /^(?:2|default)/.test(status) });
      continue;
    }
    const [was, is] = [sides.before.resolve(old[status]), sides.after.resolve(now[status])];
    for (const header of Object.keys(nodeOf(was.headers))) {
      if (nodeOf(is.headers)[header] === undefined)
        details.push({ text: `${what}: header ${code(header)} removed`, breaking: true });
    }
    for (const header of Object.keys(nodeOf(is.headers))) {
      if (nodeOf(was.headers)[header] === undefined)
        details.push({ text: `${what}: header ${code(header)} added`, breaking: false });
    }
    details.push(...compareContent(sides, was.content, is.content, what, direction));
    const place = { prefix: `${what}: `, directions: new Set([direction]) };
    details.push(...compareSchemas(sides, was.schema ?? {}, is.schema ?? {}, place));
  }
  for (const status of Object.keys(now)) {
    if (old[status] === undefined) details.push({ text: `response ${status} added`, breaking: false });
  }
  return details;
}

function compareContent(
  sides: Sides,
  before: unknown,
  after: unknown,
  what: string,
  direction: Direction,
): Detail[] {
  const details: Detail[] = [];
  const [old, now] = [nodeOf(before), nodeOf(after)];
  for (const type of Object.keys(old)) {
    if (now[type] === undefined) {
      details.push({ text: `${what}: content type ${code(type)} removed`, breaking: true });
      continue;
    }
    const place = { prefix: `${what}: `, directions: new Set([direction]) };
    const schema = (content: unknown) => nodeOf(content).schema ?? {};
    details.push(...compareSchemas(sides, schema(old[type]), schema(now[type]), place));
  }
  for (const type of Object.keys(now)) {
    if (old[type] === undefined)
      details.push({ text: `${what}: content type ${code(type)} added`, breaking: false });
  }
  return details;
}
