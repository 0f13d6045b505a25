import { alternativesOf } from './alternatives.ts';
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
 * Arguments of a test without the optional ones that the mock server would reject: objects in multipart forms, whose
 * numbers it takes for text, and lists of objects in queries, for which it knows no format.
 */
export function withoutRejected<Value>(
  method: Method,
  values: ReadonlyMap<Argument, Value>,
  models: Api['models'],
): ReadonlyMap<Argument, Value> {
  const isMultipart = method.body?.encodings[0]?.kind === 'multipart';
  const isRejected = ({ in: place, type }: Argument) =>
    (place === 'body' && isMultipart && isObject(type, models)) ||
    (place === 'query' && isListOfObjects(type, models));
  return new Map([...values].filter(([argument]) => argument.required || !isRejected(argument)));
}

function isObject(type: Type, models: Api['models']): boolean {
  return alternativesOf(type, models).some(({ kind }) => kind === 'object' || kind === 'map');
}

function isListOfObjects(type: Type, models: Api['models']): boolean {
  return alternativesOf(type, models).some((one) => one.kind === 'array' && isObject(one.items, models));
}
