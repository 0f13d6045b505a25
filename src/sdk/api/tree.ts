import { nodeOf } from '../../codegen/json.ts';
import type { ConfigPath } from '../config/read.ts';
import type { Method as MethodConfig, ModelEntry, Resource as ResourceConfig } from '../config/resources.ts';
import { normalPointer, type SpecDocument, schemaPointer } from './document.ts';
import { isLeftOut } from './extensions.ts';
import { schemaAtPath } from './json-path.ts';
import type { Report } from './report.ts';
import type { ModelId } from './types.ts';

/** A resource of the config file in the view of a target, without parts that `skip` and `only` exclude. */
export interface ResourceNode {
  readonly name: string;
  readonly path: readonly string[];
  readonly config: ResourceConfig;
  readonly configPath: ConfigPath;
  readonly models: readonly ModelNode[];
  readonly methods: readonly MethodNode[];
  readonly subresources: readonly ResourceNode[];
}

export interface ModelNode {
  readonly id: ModelId;
  readonly name: string;
  readonly resourcePath: readonly string[];
  readonly owner: 'resource' | '$shared' | '$client';
  readonly configPath: ConfigPath;
  readonly config: Exclude<ModelEntry, string>;
  /** Pointer of its schema; null for an alias. */
  readonly pointer: string | null;
}

export interface MethodNode {
  readonly name: string;
  readonly config: MethodConfig;
  readonly configPath: ConfigPath;
}

export const CLIENT = '$client';
export const SHARED = '$shared';

export function modelId(owner: ModelNode['owner'], path: readonly string[], name: string): ModelId {
  return modelIdOf([...(owner === 'resource' ? path : [owner]), name].join('.'));
}

/** Resolves a path like `chat.completions.message` of the config file. There may be no such model. */
export function modelIdOf(dotted: string): ModelId {
  return dotted as ModelId;
}

/** The tree of `resources` for a target. `all` also contains excluded endpoints. */
export function resourceTree(
  resources: Readonly<Record<string, ResourceConfig>>,
  document: SpecDocument,
  target: string,
  report: Report,
): { readonly nodes: readonly ResourceNode[]; readonly endpoints: readonly string[] } {
  const endpoints: string[] = [];
  const walk = (
    name: string,
    config: ResourceConfig,
    path: readonly string[],
    configPath: ConfigPath,
  ): ResourceNode | null => {
    const isOut = isLeftOut(config.skip, config.only, target);
    const owner =
      name === CLIENT && path.length === 0
        ? CLIENT
        : name === SHARED && path.length === 0
          ? SHARED
          : 'resource';
    const own = owner === 'resource' ? [...path, name] : [];
    const methods = Object.entries(config.methods ?? {}).flatMap(([key, entry]): MethodNode[] => {
      const method = typeof entry === 'string' ? { endpoint: entry } : entry;
      if (method.endpoint !== undefined) endpoints.push(method.endpoint);
      return isLeftOut(method.skip, method.only, target)
        ? []
        : [{ name: key, config: method, configPath: [...configPath, 'methods', key] }];
    });
    const models = Object.entries(config.models ?? {}).flatMap(([key, entry]): ModelNode[] => {
      const model = typeof entry === 'string' ? { openapi_uri: entry } : entry;
      if (isLeftOut(model.skip, model.only, target) || isOut) return [];
      const place = [...configPath, 'models', key];
      const pointer =
        model.type === 'alias' ? null : modelPointer(document, model.openapi_uri ?? '', place, report);
      if (pointer === undefined) return [];
      return [
        {
          id: modelId(owner, own, key),
          name: key,
          resourcePath: own,
          owner,
          configPath: place,
          config: model,
          pointer,
        },
      ];
    });
    const subresources = Object.entries(config.subresources ?? {}).flatMap(([key, entry]) => {
      const node = walk(key, entry, own, [...configPath, 'subresources', key]);
      return node === null ? [] : [node];
    });
    return isOut ? null : { name, path: own, config, configPath, models, methods, subresources };
  };
  const nodes = Object.entries(resources).flatMap(([name, config]) => {
    const node = walk(name, config, [], ['resources', name]);
    return node === null ? [] : [node];
  });
  return { nodes, endpoints };
}

/** The pointer of a model's schema: given by name, pointer or a JSONPath with one match. Undefined: there is none. */
function modelPointer(
  document: SpecDocument,
  text: string,
  config: ConfigPath,
  report: Report,
): string | undefined {
  const wanted = text.trim();
  // Descriptions of Swagger 2.0 are converted.
  const pointer = wanted.startsWith('#')
    ? normalPointer(wanted.replace(/^#\/definitions\//, '#/components/schemas/'))
    : schemaPointer(wanted);
  if (document.at(pointer) !== undefined) return pointer;
  const byPath = wanted.startsWith('#') ? null : schemaAtPath(document.root, wanted);
  if (byPath !== null) return byPath;
  const near = Object.keys(nodeOf(nodeOf(document.root.components).schemas)).find(
    (name) => name.toLowerCase() === wanted.replace(/^.*\//, '').toLowerCase(),
  );
  const hint = near === undefined ? '' : ` Did you mean ${JSON.stringify(near)}?`;
  const message = `The description has no schema ${JSON.stringify(wanted)}: the model is not generated.${hint}`;
  report.add('error', 'Config/OpenAPIReferenceInvalid', message, { config });
  return undefined;
}
