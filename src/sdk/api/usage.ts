import { innerTypes } from './inner-types.ts';
import type { Method, Result } from './method-types.ts';
import type { Model, ModelId, Type } from './types.ts';

/** Marks where models are used: in requests, in responses. Models that neither uses are marked as both. */
export function withUsage(
  models: ReadonlyMap<ModelId, Model>,
  methods: readonly Method[],
): ReadonlyMap<ModelId, Model> {
  const sent = new Reach(models);
  const received = new Reach(models);
  for (const method of methods) {
    for (const { type } of method.arguments) sent.add(type);
    if (method.body !== null) sent.add(method.body.type);
    for (const type of typesOf(method.result)) received.add(type);
    if (method.kind.kind === 'webhook_unwrap') received.add(method.kind.event);
  }
  return new Map(
    [...models].map(([id, model]) => {
      const isUnused = !sent.models.has(id) && !received.models.has(id);
      return [id, { ...model, sent: sent.models.has(id), received: received.models.has(id) || isUnused }];
    }),
  );
}

function typesOf(result: Result): readonly Type[] {
  switch (result.kind) {
    case 'value':
      return [result.type];
    case 'page':
      return [result.type, result.item];
    case 'stream':
      return [result.event, ...(result.otherwise === null ? [] : typesOf(result.otherwise))];
    case 'nothing':
    case 'text':
    case 'binary':
      return [];
  }
}

/** The models that types reference, also through other models. */
class Reach {
  readonly models = new Set<ModelId>();
  readonly #all: ReadonlyMap<ModelId, Model>;
  readonly #seen = new Set<Type>();

  constructor(all: ReadonlyMap<ModelId, Model>) {
    this.#all = all;
  }

  add(type: Type): void {
    if (type.kind === 'model') this.#addModel(type.model);
    else this.#addWithin(type);
  }

  #addModel(id: ModelId): void {
    const model = this.#all.get(id);
    if (this.models.has(id) || model === undefined) return;
    this.models.add(id);
    this.add(model.type);
  }

  #addWithin(type: Type): void {
    if (this.#seen.has(type)) return;
    if (type.kind === 'object') for (const id of type.extends) this.models.add(id);
    const inner = innerTypes(type);
    if (inner.length === 0) return;
    this.#seen.add(type);
    for (const one of inner) this.add(one);
  }
}
