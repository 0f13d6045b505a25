import type { Api, ArrayFormat, ObjectFormat } from './api-types.ts';
import type { Argument, Method, Resource } from './method-types.ts';
import type { Type } from './types.ts';
import { some } from './untestable.ts';

/** How the mock server reads lists and objects. It has one format for all forms. */
export interface MockFormats {
  readonly arrays: ArrayFormat;
  readonly objects: ObjectFormat;
  /** That of multipart forms, or of URL-encoded ones in an API without others. */
  readonly formArrays: ArrayFormat;
}

export function mockFormats(api: Api): MockFormats {
  return { ...api.query, formArrays: mockFormArrays(api) };
}

function mockFormArrays({ root, resources, multipartArrays, formArrays }: MockedApi): ArrayFormat {
  const hasMultipart = (resource: Resource): boolean =>
    resource.methods.some(({ body }) => body?.encodings.some(({ kind }) => kind === 'multipart') ?? false) ||
    resource.subresources.some(hasMultipart);
  return [root, ...resources].some(hasMultipart) ? multipartArrays : formArrays;
}

type MockedApi = Pick<Api, 'root' | 'resources' | 'multipartArrays' | 'formArrays' | 'query' | 'models'>;

/** The resource, with reasons not to test methods whose lists the mock server does not read in the API's format. */
export function withReadableForms(resource: Resource, api: MockedApi): Resource {
  if (mockFormArrays(api) === api.formArrays) return resource;
  const isUnreadable = ({ body, arguments: all }: Method) =>
    body?.encodings[0]?.kind === 'form' &&
    all.some(
      (argument) => argument.in === 'body' && some(argument.type, api.models, ({ kind }) => kind === 'array'),
    );
  return {
    ...resource,
    methods: resource.methods.map((method) =>
      method.skipTestReason === null && isUnreadable(method)
        ? { ...method, skipTestReason: 'The mock server reads lists in all forms in one format' }
        : method,
    ),
    subresources: resource.subresources.map((inner) => withReadableForms(inner, api)),
  };
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
