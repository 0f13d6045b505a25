import type { Model, ModelId, Type } from './types.ts';

/** The type behind a model or a chain of models. */
export function unfolded(type: Type, models: ReadonlyMap<ModelId, Model>): Type {
  let found = type;
  for (let step = 0; step < 20 && found.kind === 'model'; step++) {
    const model = models.get(found.model);
    if (model === undefined) return found;
    found = model.type;
  }
  return found;
}
