import type { SdkConfig } from '../config/config.ts';
import type { ConfigPath } from '../config/read.ts';
import { words } from '../names/words.ts';
import type { Method } from './method-types.ts';
import { isPageParameter } from './page-purposes.ts';
import type { Report } from './report.ts';
import type { MethodNode, ResourceNode } from './tree.ts';
import type { Model, ModelId } from './types.ts';
import { unfolded } from './unfolded.ts';

interface Named {
  readonly name: string;
  readonly configPath: ConfigPath;
}

/** Names in one place that differ only in case: SDKs rename one of them to a name that nobody chose. */
export function checkNames(nodes: readonly ResourceNode[], report: Report): void {
  distinct('resource', nodes, report);
  const inside = (node: ResourceNode): void => {
    distinct('member', [...node.methods, ...node.subresources], report);
    distinct('model', node.models, report);
    node.subresources.forEach(inside);
  };
  nodes.forEach(inside);
}

function distinct(what: string, all: readonly Named[], report: Report): void {
  const first = new Map<string, string>();
  for (const { name, configPath } of all) {
    const key = words(name).join('_');
    const other = first.get(key);
    if (other === undefined) first.set(key, name);
    else {
      const message = `The ${what} ${JSON.stringify(name)} has the same name in SDKs as ${JSON.stringify(other)}, so one of them is renamed. Rename one yourself.`;
      report.add('warning', 'Name/Collision', message, { config: configPath });
    }
  }
}

/** Pagination schemes that match no list, and lists that look paginated but match no scheme. */
export function checkPages(
  methods: readonly { readonly method: Method; readonly node: MethodNode }[],
  config: SdkConfig,
  models: ReadonlyMap<ModelId, Model>,
  report: Report,
): void {
  const configured = config.pagination ?? [];
  const used = new Set(
    methods.flatMap(({ method: { result } }) => (result.kind === 'page' ? [result.scheme] : [])),
  );
  (Array.isArray(configured) ? configured : [configured]).forEach((scheme, index) => {
    if (used.has(scheme.name) || methods.length === 0) return;
    const message = `No method matches the pagination scheme ${JSON.stringify(scheme.name)}: a matching method has all its parameters, and its response has all its fields.`;
    const place = Array.isArray(configured) ? [index] : [];
    report.add('note', 'Pagination/SchemeNotUsed', message, { config: ['pagination', ...place] });
  });
  for (const { method, node } of methods) {
    if (node.config.paginated !== undefined || !isUnpagedList(method, models)) continue;
    const message = `${method.verb} ${method.path} looks like a paginated list but matches no pagination scheme. If it is not paginated, write \`paginated: false\`.`;
    report.remark('Pagination/NotConfigured', message, { config: node.configPath });
  }
}

function isUnpagedList(
  { verb, result, arguments: all }: Method,
  models: ReadonlyMap<ModelId, Model>,
): boolean {
  if (verb !== 'get' || result.kind !== 'value') return false;
  if (!all.some((one) => one.in === 'query' && isPageParameter(one.name))) return false;
  const whole = unfolded(result.type, models);
  if (whole.kind === 'array') return true;
  return (
    whole.kind === 'object' && whole.properties.some(({ type }) => unfolded(type, models).kind === 'array')
  );
}

/** Models of a single value, so that a type of that name says nothing. */
export function checkModels(
  nodes: readonly ResourceNode[],
  models: ReadonlyMap<ModelId, Model>,
  report: Report,
): void {
  const inside = (node: ResourceNode): void => {
    for (const { id, configPath } of node.models) {
      const type = models.get(id)?.type;
      const isConstant = type?.kind === 'constant' || (type?.kind === 'enum' && type.members.length === 1);
      if (!isConstant) continue;
      report.remark('Model/IsConstant', 'The model has a single value, so it needs no name.', {
        config: configPath,
      });
    }
    node.subresources.forEach(inside);
  };
  nodes.forEach(inside);
}
