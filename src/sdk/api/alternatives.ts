import type { Model, ModelId, Type } from './types.ts';
import { unfolded } from './unfolded.ts';

/** A type, or the variants of a union and those of unions in it; models are followed, and null is left out. */
export function alternativesOf(
  type: Type,
  models: ReadonlyMap<ModelId, Model>,
  seen = new Set<Type>(),
): readonly Type[] {
  const whole = unfolded(type, models);
  if (seen.has(whole)) return [];
  seen.add(whole);
  switch (whole.kind) {
    case 'nullable':
      return alternativesOf(whole.type, models, seen);
    case 'union':
      return whole.variants.flatMap((variant) => alternativesOf(variant.type, models, seen));
    default:
      return [whole];
  }
}
