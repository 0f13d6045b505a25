import { innerTypes } from './inner-types.ts';
import type { Method, Result } from './method-types.ts';
import type { Model, ModelId, Type } from './types.ts';

/** Marks where models are used: in requests, in responses. Models that neither uses are marked as both. */
export function withUsage(
  models: ReadonlyMap<ModelId, Model>,
  methods: readonly Method[],
): ReadonlyMap<ModelId, Model> {
  const sent = new Set<ModelId>();
  const received = new Set<ModelId>();
  for (const method of methods) {
    for (const { type } of method.arguments) reach(type, models, sent);
    if (method.body !== null) reach(method.body.type, models, sent);
    for (const type of typesOf(method.result)) reach(type, models, received);
    if (method.kind.kind === 'webhook_unwrap') reach(method.kind.event, models, received);
  }
  return new Map(
    [...models].map(([id, model]) => {
      const isUnused = !sent.has(id) && !received.has(id);
      return [id, { ...model, sent: sent.has(id), received: received.has(id) || isUnused }];
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

/** Adds the models that a type references, also through other models. */
export function reach(type: Type, models: ReadonlyMap<ModelId, Model>, into: Set<ModelId>): void {
  const seen = new Set<Type>();
  const visit = (one: Type): void => {
    if (seen.has(one)) return;
    seen.add(one);
    if (one.kind === 'model') {
      const model = models.get(one.model);
      if (into.has(one.model) || model === undefined) return;
      into.add(one.model);
      visit(model.type);
      return;
    }
    if (one.kind === 'object') for (const id of one.extends) into.add(id);
    for (const inner of innerTypes(one)) visit(inner);
  };
  visit(type);
}
