import type { Api, ArrayFormat } from './api-types.ts';
import type { Argument, Method, Resource } from './method-types.ts';
import type { Type } from './types.ts';

/**
 * How lists are encoded in forms, for the mock server, which takes one format for all of them. Without multipart forms,
 * it is that of URL-encoded ones, which SDKs in TypeScript and Python encode like queries.
 */
export function formArrays(api: Api): ArrayFormat {
  const hasMultipart = (resource: Resource): boolean =>
    resource.methods.some(({ body }) => body?.encodings.some(({ kind }) => kind === 'multipart') ?? false) ||
    resource.subresources.some(hasMultipart);
  return [api.root, ...api.resources].some(hasMultipart) ? api.multipartArrays : api.query.arrays;
}

/**
 * Arguments of a test without the objects in multipart forms that may be left out: the mock server takes their numbers
 * for text and would reject them.
 */
export function withoutFormObjects<Value>(
  method: Method,
  values: ReadonlyMap<Argument, Value>,
  models: Api['models'],
): ReadonlyMap<Argument, Value> {
  if (method.body?.encodings[0]?.kind !== 'multipart') return values;
  const isObject = (type: Type): boolean => {
    if (type.kind === 'nullable') return isObject(type.type);
    if (type.kind === 'union') return type.variants.some((variant) => isObject(variant.type));
    if (type.kind === 'model') {
      const model = models.get(type.model);
      return model !== undefined && model.type.kind !== 'model' && isObject(model.type);
    }
    return type.kind === 'object' || type.kind === 'map';
  };
  return new Map(
    [...values].filter(
      ([argument]) => argument.required || argument.in !== 'body' || !isObject(argument.type),
    ),
  );
}
