import { listOf } from '../../codegen/json.ts';
import type { SdkConfig } from '../config/config.ts';
import type { ErrorUnion } from './client-types.ts';
import { items, type Located, member, type SpecDocument, schemaPointer } from './document.ts';
import type { Report } from './report.ts';

/** Deeper than any union of unions. */
const MAX_DEPTH = 20;

/** The errors that `errors.union` names: one for each value of the discriminator. Null without the key. */
export function errorUnionOf(document: SpecDocument, config: SdkConfig, report: Report): ErrorUnion | null {
  const {
    source,
    discriminator,
    status_property: statusProperty,
    variants = {},
  } = config.errors?.union ?? {};
  if (source === undefined || discriminator === undefined) return null;
  const pointer = source.startsWith('#/') ? source : schemaPointer(source);
  const found = new Map<string, ErrorUnion['variants'][number]>();
  for (const variant of variantsOf(document, { value: document.at(pointer), pointer }, 0)) {
    const statuses =
      statusProperty === undefined ? [] : valuesOf(document, variant, statusProperty).flatMap(statusIn);
    const [status] = statuses.length === 1 ? statuses : [];
    for (const value of valuesOf(document, variant, discriminator)) {
      if (typeof value !== 'string' || found.has(value)) continue;
      const { name, status_code: given } = (Object.hasOwn(variants, value) ? variants[value] : null) ?? {};
      found.set(value, { value, name: name ?? null, status: given ?? status ?? null });
    }
  }
  if (found.size === 0) {
    const message = `${pointer} has no variants whose property ${JSON.stringify(discriminator)} has known values: there are no error classes of their own.`;
    report.add('warning', 'Errors/NoVariants', message, { config: ['errors', 'union', 'source'] });
    return null;
  }
  return { property: discriminator, variants: [...found.values()] };
}

/** The schemas of a union, also of unions within it; a schema that is no union is one by itself. */
function variantsOf(document: SpecDocument, at: Located, depth: number): readonly Located[] {
  const schema = document.follow(at);
  const inner = [...items(member(schema, 'oneOf')), ...items(member(schema, 'anyOf'))];
  if (inner.length === 0 || depth > MAX_DEPTH) return [schema];
  return inner.flatMap((variant) => variantsOf(document, variant, depth + 1));
}

/** The values that a property may have by `const` or `enum`, also of the parts of an `allOf`. */
function valuesOf(document: SpecDocument, schema: Located, property: string, depth = 0): readonly unknown[] {
  const node = document.node(member(schema, 'properties', property));
  const own = node.const === undefined ? listOf(node.enum) : [node.const];
  if (own.length > 0 || depth > MAX_DEPTH) return own;
  return items(member(schema, 'allOf')).flatMap((part) =>
    valuesOf(document, document.follow(part), property, depth + 1),
  );
}

function statusIn(value: unknown): readonly number[] {
  const status = Number(value);
  return Number.isInteger(status) && status >= 400 && status < 600 ? [status] : [];
}
