import { nodeOf, stringOf } from '../../codegen/json.ts';
import { snake } from '../names/casing.ts';
import { Scope } from '../names/scope.ts';
import { lastSegment, type SpecDocument, segments } from './document.ts';
import { deprecationOf, namingOf } from './extensions.ts';
import type { Report } from './report.ts';
import { deprecatedIn } from './schema-facts.ts';
import type { Schemas } from './schemas.ts';
import { CLIENT, type ModelNode, modelId, type ResourceNode, SHARED } from './tree.ts';
import type { Model, ModelId, Type } from './types.ts';

/** Every model of the tree, in its order. */
export function modelNodes(nodes: readonly ResourceNode[]): ModelNode[] {
  return nodes.flatMap((node) => [...node.models, ...modelNodes(node.subresources)]);
}

/** Models by the pointer of their schema; of several, the first. */
export function modelsByPointer(nodes: readonly ModelNode[]): Map<string, ModelId> {
  const found = new Map<string, ModelId>();
  for (const { pointer, id } of nodes) if (pointer !== null && !found.has(pointer)) found.set(pointer, id);
  return found;
}

/**
 * Models for schemas that need a name but have none in the config file. They belong to the client, or to the shared
 * models if one of these references them.
 */
export function implicitModels(
  pointers: readonly string[],
  known: readonly ModelNode[],
  isShared: (pointer: string) => boolean,
): ModelNode[] {
  const scopes = { [SHARED]: new Scope(), [CLIENT]: new Scope() };
  for (const { name, owner } of known) if (owner !== 'resource') scopes[owner].claim(name, name);
  return pointers.map((pointer): ModelNode => {
    const owner = isShared(pointer) ? SHARED : CLIENT;
    const plain = snake(lastSegment(pointer)) || 'model';
    const whole = snake(pointer.replace(/^#\/components\/schemas\//, '')) || plain;
    const name = scopes[owner].claim(pointer, shortName(pointer) || plain, whole);
    return {
      id: modelId(owner, [], name),
      name,
      resourcePath: [],
      owner,
      configPath: [],
      config: {},
      pointer,
    };
  });
}

/** `node_child` for the property `child` of `Node`: the names on the way, without the keywords of schemas. */
function shortName(pointer: string): string {
  const [, kind, ...names] = segments(pointer);
  const isKeyword = (segment: string) => SCHEMA_KEYWORDS.has(segment) || /^\d+$/.test(segment);
  const own = kind === 'schemas' ? names : segments(pointer);
  return snake(own.filter((segment, index) => index === 0 || !isKeyword(segment)).join('_'));
}

const SCHEMA_KEYWORDS = new Set(['properties', 'items', 'allOf', 'oneOf', 'anyOf', 'additionalProperties']);

/** The types of models. References between them are by id, so that they may be recursive. */
export function readModels(
  nodes: readonly ModelNode[],
  implicit: ReadonlySet<string>,
  document: SpecDocument,
  schemas: Schemas,
  byPointer: ReadonlyMap<string, ModelId>,
  target: string,
  report: Report,
): Map<ModelId, Model> {
  const found = new Map<ModelId, Model>();
  for (const node of nodes) {
    if (node.pointer !== null) {
      found.set(
        node.id,
        modelOf(node, node.pointer, implicit.has(node.id), document, schemas, byPointer, target),
      );
      continue;
    }
    const to = modelId(node.owner, node.resourcePath, node.config.to ?? '');
    const original = nodes.find(({ id }) => id === to);
    if (original === undefined || original.pointer === null) {
      const message = `There is no model ${JSON.stringify(node.config.to)} in this resource.`;
      report.add('error', 'Model/AliasNotFound', message, { config: [...node.configPath, 'to'] });
      continue;
    }
    const model = modelOf(node, original.pointer, false, document, schemas, byPointer, target);
    const facts = {
      description: null,
      title: null,
      variantName: null,
      example: undefined,
      pointer: original.pointer,
    };
    found.set(node.id, { ...model, type: { kind: 'model', model: to, ...facts }, aliasOf: to });
  }
  return found;
}

function modelOf(
  node: ModelNode,
  pointer: string,
  implicit: boolean,
  document: SpecDocument,
  schemas: Schemas,
  byPointer: ReadonlyMap<string, ModelId>,
  target: string,
): Model {
  const at = { value: document.at(pointer), pointer };
  const schema = nodeOf(at.value);
  // A second model of one schema becomes a reference to the first.
  const first = byPointer.get(pointer);
  const type: Type =
    first === node.id || node.config.type === 'alias' ? schemas.definitionOf(at) : schemas.typeOf(at);
  const deprecated = deprecationOf(node.config.deprecated, target);
  return {
    id: node.id,
    name: node.name,
    resourcePath: node.resourcePath,
    owner: node.owner,
    pointer,
    type,
    aliasOf: type.kind === 'model' && first !== node.id ? type.model : null,
    names: namingOf(schema, target),
    description: stringOf(schema.description) ?? stringOf(document.node(at).description),
    deprecated: deprecated === undefined ? deprecatedIn(schema) : deprecated,
    sent: false,
    received: false,
    implicit,
    noParamsSuffix: node.config.no_params_suffix === true,
  };
}
