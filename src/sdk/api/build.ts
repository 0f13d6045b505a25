import { nodeOf, stringOf } from '../../codegen/json.ts';
import type { ReadConfig } from '../config/read.ts';
import { checkModels, checkNames, checkPages } from './advice.ts';
import type { Api } from './api-types.ts';
import { clientOf, organizationOf, settingsOf } from './client.ts';
import { checkCoverage } from './coverage.ts';
import { type Located, SpecDocument } from './document.ts';
import { deprecationOf, isFor } from './extensions.ts';
import { withReadableForms } from './forms.ts';
import type { Method, Resource } from './method-types.ts';
import { type MethodContext, methodsOf } from './methods.ts';
import { implicitModels, modelNodes, modelsByPointer, readModels } from './models.ts';
import { Operations } from './operations.ts';
import { Pages } from './pages.ts';
import { readmeOf } from './readme.ts';
import { schemasInNeedOfNames } from './recursion.ts';
import { type ApiDiagnostic, Report } from './report.ts';
import { Schemas } from './schemas.ts';
import { streamRulesOf } from './streams.ts';
import { Subtypes } from './subtypes.ts';
import { CLIENT, type ResourceNode, resourceTree, SHARED } from './tree.ts';
import type { Model, ModelId } from './types.ts';
import { withUsage } from './usage.ts';

/** The inputs of a target's SDK. */
export interface View {
  /** The prepared description after its transforms, as a JSON value. */
  readonly description: unknown;
  readonly config: ReadConfig;
  /** Key under `targets`. */
  readonly target: string;
}

export interface Built {
  readonly api: Api;
  readonly diagnostics: readonly ApiDiagnostic[];
}

/** Schemas that contain themselves are found while reading; naming them may make others visible. */
const MAX_ROUNDS = 5;

/**
 * Builds the model of a target's SDK. Pure. Errors in the description or config file are reported as diagnostics, and
 * the affected parts left out; their contents never make it throw.
 */
export function buildApi(view: View): Built {
  const unnamed = new Set<string>();
  for (let round = 1; ; round++) {
    const { selfContaining, ...built } = builtWith(view, unnamed);
    const found = [...selfContaining].filter((pointer) => !unnamed.has(pointer));
    if (found.length === 0 || round === MAX_ROUNDS) return built;
    for (const pointer of found) unnamed.add(pointer);
  }
}

/** `unnamed`: pointers of further schemas that get models, because they contain themselves. */
function builtWith(
  { description, config: read, target }: View,
  unnamed: ReadonlySet<string>,
): Built & { readonly selfContaining: ReadonlySet<string> } {
  const { config } = read;
  const report = new Report(read);
  for (const { path, message } of read.problems) {
    report.add('error', 'Config/InvalidValue', `${path.join('.')}: ${message}.`, { config: path });
  }
  const document = new SpecDocument(description);
  const operations = new Operations(document);
  const { nodes, endpoints } = resourceTree(config.resources ?? {}, document, target, report);
  const { schemas, models } = modelsOf(document, nodes, unnamed, target, report);
  const client = clientOf(document, config, target, report);
  const configured = config.pagination ?? [];
  const pages = new Pages(Array.isArray(configured) ? configured : [configured], schemas, models, report);
  const lists = listFormatsOf(read);
  const context: MethodContext = {
    document,
    operations,
    schemas,
    models,
    config,
    client,
    args: {
      schemas,
      target,
      options: client.options,
      queryLists: lists.query,
      models,
      allowPositional: config.settings?.positional_params !== false,
      known: new Map(),
    },
    pages,
    lists,
    target,
    report,
  };
  const made = new Map<ResourceNode, readonly Method[]>();
  const methodsIn = (node: ResourceNode): readonly Method[] => {
    const methods = methodsOf(node, context);
    made.set(node, methods);
    return [...methods, ...node.subresources.flatMap(methodsIn)];
  };
  const methods = nodes.flatMap(methodsIn);
  checkNames(nodes, report);
  checkModels(nodes, models, report);
  checkPages(withNodes(made), config, models, report);
  checkCoverage(operations, config, endpoints, report);
  if (isFor('typescript', target)) noteWideIntegers(schemas, report);
  const finished = withUsage(models, methods);
  const byOwner = groupModels(finished);
  const resourceOf = (node: ResourceNode): Resource => ({
    name: node.name,
    path: node.path,
    description: node.config.description ?? null,
    deprecated: deprecationOf(node.config.deprecated, target) ?? null,
    models: byOwner.get(ownerKey('resource', node.path)) ?? [],
    methods: made.get(node) ?? [],
    subresources: node.subresources.map(resourceOf),
    standaloneApi: node.config.standalone_api === true,
    custom: node.config.custom === true,
  });
  const isSpecial = ({ name }: ResourceNode) => name === CLIENT || name === SHARED;
  const root = nodes.find(({ name }) => name === CLIENT);
  const info = nodeOf(document.root.info);
  const api: Api = {
    info: {
      title: stringOf(info.title) ?? '',
      description: stringOf(info.description) ?? '',
      version: String(info.version ?? ''),
    },
    organization: organizationOf(document, config),
    client,
    root: {
      name: CLIENT,
      path: [],
      description: root?.config.description ?? null,
      deprecated: null,
      models: byOwner.get(ownerKey('$client', [])) ?? [],
      methods: root === undefined ? [] : (made.get(root) ?? []),
      subresources: [],
      standaloneApi: false,
      custom: false,
    },
    shared: byOwner.get(ownerKey('$shared', [])) ?? [],
    resources: nodes.filter((node) => !isSpecial(node)).map(resourceOf),
    models: finished,
    pageSchemes: pages.schemes,
    streamRules: streamRulesOf(config, report),
    query: {
      arrays: lists.query.arrays,
      objects: config.query_settings?.nested_format ?? 'brackets',
    },
    formArrays: lists.form.arrays,
    multipartArrays: lists.multipart.arrays,
    settings: settingsOf(config),
    readme: readmeOf(config, methods, report),
    configuredEndpoints: new Set(
      methods.filter(({ kind }) => kind.kind === 'http').map(({ verb, path }) => `${verb} ${path}`),
    ).size,
  };
  const tested: Api = {
    ...api,
    root: withReadableForms(api.root, api),
    resources: api.resources.map((resource) => withReadableForms(resource, api)),
  };
  return { api: tested, diagnostics: report.diagnostics, selfContaining: schemas.selfContaining };
}

/** How lists are written: as the config file says, or else as published SDKs and OpenAPI do by default. */
function listFormatsOf({ config, guessed }: ReadConfig): MethodContext['lists'] {
  const query = config.query_settings?.array_format;
  const configured = guessed.has('query_settings') ? undefined : query;
  const multipart = config.multipart_settings?.array_format;
  return {
    query: { arrays: query ?? 'comma', isConfigured: configured !== undefined },
    form: { arrays: configured ?? 'repeat', isConfigured: configured !== undefined },
    // Published SDKs write `name[]` in forms, whatever queries use.
    multipart: { arrays: multipart ?? 'brackets', isConfigured: multipart !== undefined },
  };
}

/** Methods with their settings in the config file. */
function withNodes(made: ReadonlyMap<ResourceNode, readonly Method[]>) {
  return [...made].flatMap(([{ methods: nodes }, methods]) =>
    methods.flatMap((method) => {
      const node = nodes.find(({ name }) => name === method.name);
      return node === undefined || method.kind.kind !== 'http' ? [] : [{ method, node }];
    }),
  );
}

/** JavaScript's numbers are exact up to 2^53: reported once, for the first place. */
function noteWideIntegers({ wideIntegers }: Schemas, report: Report): void {
  const [first] = wideIntegers;
  if (first === undefined) return;
  const places =
    wideIntegers.size === 1 ? 'One schema is an integer' : `${wideIntegers.size} schemas are integers`;
  const message = `${places} of 64 bits, which are \`number\` in TypeScript: exact up to 2^53, rounded beyond. Use strings for larger ids.`;
  report.remark('TypeScript/InexactInteger', message, { oas: first });
}

/** Models of the config file, and those of schemas that need a name although it has none. */
function modelsOf(
  document: SpecDocument,
  nodes: readonly ResourceNode[],
  unnamed: ReadonlySet<string>,
  target: string,
  report: Report,
) {
  const explicit = modelNodes(nodes);
  const named = modelsByPointer(explicit);
  const subtypes = new Subtypes(document);
  const childrenOf = (pointer: string) => subtypes.of(pointer).map((child) => child.pointer);
  const starts: Located[] = [
    { value: document.root.paths, pointer: '#/paths' },
    { value: document.root.webhooks, pointer: '#/webhooks' },
  ];
  const needed = schemasInNeedOfNames(document, starts, new Set(named.keys()), childrenOf);
  const isShared = sharedReach(
    document,
    explicit.filter(({ owner }) => owner === SHARED).flatMap(({ pointer }) => pointer ?? []),
    new Set(named.keys()),
  );
  const implicit = implicitModels([...needed, ...unnamed], explicit, isShared);
  const all = [...explicit, ...implicit];
  const byPointer = modelsByPointer(all);
  const schemas = new Schemas({ document, models: byPointer, subtypes, target, report });
  const models = readModels(
    all,
    new Set(implicit.map(({ id }) => id)),
    document,
    schemas,
    byPointer,
    target,
    report,
  );
  return { schemas, models };
}

/** Whether a shared model needs a schema, also indirectly through unnamed ones. */
function sharedReach(document: SpecDocument, shared: readonly string[], named: ReadonlySet<string>) {
  let reached: Set<string> | null = null;
  const visit = (value: unknown, into: Set<string>): void => {
    if (typeof value !== 'object' || value === null) return;
    const reference = stringOf(nodeOf(value).$ref);
    if (reference !== null && !into.has(reference) && !named.has(reference)) {
      into.add(reference);
      visit(document.at(reference), into);
    }
    for (const inner of Object.values(value)) visit(inner, into);
  };
  return (pointer: string) => {
    if (reached === null) {
      reached = new Set();
      for (const start of shared) visit(document.at(start), reached);
    }
    return reached.has(pointer);
  };
}

const ownerKey = (owner: Model['owner'], path: readonly string[]) => JSON.stringify([owner, path]);

function groupModels(models: ReadonlyMap<ModelId, Model>): Map<string, Model[]> {
  const groups = new Map<string, Model[]>();
  for (const model of models.values()) {
    const key = ownerKey(model.owner, model.resourcePath);
    groups.set(key, [...(groups.get(key) ?? []), model]);
  }
  return groups;
}
