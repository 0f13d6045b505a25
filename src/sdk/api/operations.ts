import { isDeepStrictEqual } from 'node:util';
import { isNode, type Node, nodeOf, stringOf } from '../../codegen/json.ts';
import { items, type Located, member, members, type SpecDocument } from './document.ts';
import type { Verb } from './method-types.ts';

export const VERBS: readonly Verb[] = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'query'];

/** One operation of the description. */
export interface Operation {
  readonly verb: Verb;
  readonly path: string;
  readonly at: Located;
  readonly node: Node;
  /** Parameters of path and operation; the operation's override the path's of the same name. */
  readonly parameters: readonly Located[];
}

/** `get /pets/{id}?beta=true`, parsed. */
export interface Endpoint {
  readonly verb: Verb;
  readonly path: string;
  readonly query: readonly { readonly name: string; readonly value: string }[];
}

const ENDPOINT = /^\s*([a-z]+)\s+(\/\S*)\s*$/i;

/** Null if the text is not of the form `verb /path`. */
export function parseEndpoint(text: string): Endpoint | null {
  const [, word = '', whole = ''] = ENDPOINT.exec(text) ?? [];
  const verb = VERBS.find((known) => known === word.toLowerCase());
  if (verb === undefined) return null;
  const [path = '', query = ''] = whole.split('?', 2);
  return { verb, path, query: pairsOf(query) };
}

function pairsOf(query: string): Endpoint['query'] {
  return [...new URLSearchParams(query)].map(([name, value]) => ({ name, value }));
}

/** Operations by `verb /path`. */
export class Operations {
  readonly all: ReadonlyMap<string, Operation>;

  constructor(document: SpecDocument) {
    const found = new Map<string, Operation>();
    const root: Located = { value: document.root, pointer: '#' };
    for (const [path, entry] of members(member(root, 'paths'))) {
      const item = document.follow(entry);
      for (const verb of VERBS) {
        const node = nodeOf(item.value)[verb];
        if (!isNode(node)) continue;
        const at = member(item, verb);
        const parameters = parametersOf(document, [
          ...items(member(item, 'parameters')),
          ...items(member(at, 'parameters')),
        ]);
        found.set(`${verb} ${path}`, { verb, path, at, node, parameters });
      }
    }
    this.all = found;
  }

  /**
   * The operation of an endpoint: of exactly that path, or else of the path with other parameter names. One whose path
   * has the endpoint's query in it (`/?Action=List`) comes first.
   */
  find({ verb, path, query }: Endpoint): Operation | null {
    const shape = shapeOf(path);
    for (const operation of query.length === 0 ? [] : this.all.values()) {
      const [own = '', fixed] = operation.path.split('?', 2);
      if (operation.verb !== verb || shapeOf(own) !== shape || fixed === undefined) continue;
      if (isDeepStrictEqual(pairsOf(fixed), query)) return operation;
    }
    const exact = this.all.get(`${verb} ${path}`);
    if (exact !== undefined) return exact;
    for (const operation of this.all.values()) {
      if (operation.verb === verb && shapeOf(operation.path) === shape) return operation;
    }
    return null;
  }
}

const shapeOf = (path: string) => path.replaceAll(/\{[^}]*\}/g, '{}');

function parametersOf(document: SpecDocument, all: readonly Located[]): Located[] {
  const byKey = new Map<string, Located>();
  for (const one of all) {
    const at = document.follow(one);
    const node = nodeOf(at.value);
    const name = stringOf(node.name);
    const place = stringOf(node.in);
    if (name === null || place === null) continue;
    byKey.set(`${place} ${name}`, at);
  }
  return [...byKey.values()];
}

/** Content by media type, of a request body or a response; media type parameters are removed. */
export function contentOf(at: Located): readonly (readonly [string, Located])[] {
  return members(member(at, 'content')).map(([type, content]) => [type.trim(), content] as const);
}

export const mediaType = (type: string): string => (type.split(';')[0] ?? '').trim().toLowerCase();

export function isJson(type: string): boolean {
  const media = mediaType(type);
  return (
    /^(?:application|text)\/(?:[\w.+-]+\+)?json$/.test(media) || media === '*/*' || media === 'application/*'
  );
}

export function isJsonLines(type: string): boolean {
  return /^(?:application|text)\/(?:x-)?(?:ndjson|jsonl|jsonlines|json-seq)$/.test(mediaType(type));
}

export const isEventStream = (type: string): boolean => mediaType(type) === 'text/event-stream';

export function isText(type: string): boolean {
  return /^text\//.test(mediaType(type)) || /xml$|\/yaml$|\/x-yaml$/.test(mediaType(type));
}

/** The success response of an operation: the first of 200, 201, 202, other 2xx codes, `default`. */
export function successOf(document: SpecDocument, operation: Operation): Located | null {
  const responses = members(member(operation.at, 'responses'));
  const ranked = responses
    .filter(([status]) => /^2(?:\d\d|XX)$/i.test(status))
    .map(([, at]) => document.follow(at));
  // A response with a body says more than one without.
  const found = ranked.find((at) => contentOf(at).length > 0) ?? ranked[0];
  if (found !== undefined) return found;
  const fallback = responses.find(([status]) => status === 'default');
  return fallback === undefined ? null : document.follow(fallback[1]);
}
