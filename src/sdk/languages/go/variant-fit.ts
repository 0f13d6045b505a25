import type { Json } from '../../api/types.ts';
import type { Declaration, UnionVariant } from './declarations.ts';
import type { GoType } from './gofile.ts';
import type { SdkPlan } from './sdk-plan.ts';

/** Finds the variant of a union that an example value is. */
export class VariantFit {
  readonly #constants: SdkPlan['planner']['constants'];
  readonly #declarations: ReadonlyMap<string, Declaration>;

  constructor(plan: SdkPlan, declarations: ReadonlyMap<string, Declaration>) {
    this.#constants = plan.planner.constants;
    this.#declarations = declarations;
  }

  /** The variant selected by the discriminator, or else that of the same kind with the most properties in common. */
  of(variants: readonly UnionVariant[], json: Json, discriminator: string | null): UnionVariant | null {
    const tag = discriminator !== null && isMap(json) ? json[discriminator] : undefined;
    if (tag !== undefined) {
      const told = variants.find(({ tags }) => tags.includes(String(tag)));
      if (told !== undefined) return told;
    }
    let best: UnionVariant | null = null;
    let score = -1;
    for (const variant of variants) {
      const fit = this.#fit(variant.type, json, 0);
      if (fit > score) {
        best = variant;
        score = fit;
      }
    }
    return best;
  }

  #fit(type: GoType, json: Json, depth: number): number {
    switch (type.kind) {
      case 'basic':
        switch (type.name) {
          case 'string':
            return typeof json === 'string' ? 2 : -1;
          case 'bool':
            return typeof json === 'boolean' ? 2 : -1;
          case 'int64':
            return typeof json === 'bigint' || (typeof json === 'number' && Number.isInteger(json)) ? 3 : -1;
          case 'float64':
            return typeof json === 'number' ? 2 : -1;
          default:
            return 0;
        }
      case 'library':
        return typeof json === 'string' ? 1 : -1;
      case 'slice':
        if (!isList(json)) return -1;
        return json.every((item) => this.#fit(type.of, item, depth + 1) >= 0) ? 2 : 0;
      case 'map':
        return isMap(json) ? 1 : -1;
      case 'field':
      case 'opt':
      case 'pointer':
        return this.#fit(type.of, json, depth);
      case 'named': {
        if (type.pkg === 'constant') {
          const value = [...this.#constants].find(([, name]) => name === type.name)?.[0];
          return value === json ? 4 : -1;
        }
        const declaration = this.#declarations.get(type.name);
        if (declaration === undefined || depth > 6) return 0;
        return this.#fitDeclared(declaration, json, depth);
      }
    }
  }

  #fitDeclared(declaration: Declaration, json: Json, depth: number): number {
    switch (declaration.kind) {
      case 'alias':
      case 'defined':
        return this.#fit(declaration.type, json, depth + 1);
      case 'enum':
        return declaration.members.some(({ value }) => value === json)
          ? 4
          : typeof json === 'string' && declaration.of === 'string'
            ? 0
            : -1;
      case 'union':
      case 'interface':
        return Math.max(
          -1,
          ...declaration.variants.map((variant) => this.#fit(variant.type, json, depth + 1)),
        );
      case 'struct': {
        if (!isMap(json)) return -1;
        const known = declaration.fields.filter((field) => Object.hasOwn(json, field.wireName));
        const missing = declaration.fields.some(
          (field) => field.required && !Object.hasOwn(json, field.wireName),
        );
        const wrong = known.some(
          (field) => this.#fit(field.type, json[field.wireName] ?? null, depth + 1) < 0,
        );
        const extra = Object.keys(json).length - known.length;
        return missing || wrong ? 0 : 100 + 10 * known.length - 11 * Math.max(0, extra);
      }
    }
  }
}

export function isList(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json);
}

export function isMap(json: Json | undefined): json is { readonly [key: string]: Json } {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
