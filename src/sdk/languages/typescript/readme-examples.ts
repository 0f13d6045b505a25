import type { ExampleCall } from '../../api/api-types.ts';
import type { Method, Resource } from '../../api/method-types.ts';
import { type Code, code, join } from '../../code/code.ts';
import { callCode, shownValues, useOfResult, valuesOf } from './examples.ts';
import type { SdkWriter } from './resources.ts';
import { identifierCode, memberAccess } from './text.ts';

/** A method that the README shows, with the call of the config file if it has one. */
export interface Shown {
  readonly method: Method;
  readonly call: ExampleCall | null;
}

/** An example call, and what is done with its result. */
export function exampleUse({ method, call }: Shown, sdk: SdkWriter): Code {
  const made = callOf({ method, call }, sdk, null);
  const use = useOfResult(method, made, sdk, call?.assignTo ?? null);
  const property = call?.responseProperty ?? method.responseProperty;
  const isPlain = method.result.kind === 'value' || method.result.kind === 'text';
  if (use.name === null || !isPlain) return use.code;
  const shown =
    property === null
      ? use.name
      : join([use.name, ...property.split('.').map((part) => memberAccess(part))], '');
  return code`
    ${use.code}
    console.log(${shown});
  `;
}

/** An example call. `extra`: another argument. */
export function callOf({ method, call }: Shown, sdk: SdkWriter, extra: Code | null): Code {
  const values = call === null ? valuesOf(method, sdk, 'required') : shownValues(method, call, sdk);
  const client = identifierCode(sdk.names.exampleClient);
  const fileLiteral = code`fs.createReadStream('/path/to/file')`;
  return callCode(method, values, sdk, { client, fileLiteral, extra });
}

/** The first of the calls whose method is known; else the first method that suits an example. */
export function shownFor(sdk: SdkWriter, calls: readonly (ExampleCall | null)[]): Shown | null {
  const everything = allMethods([sdk.api.root, ...sdk.api.resources]);
  for (const call of calls) {
    if (call === null) continue;
    const method = everything.find(
      ({ name, resourcePath }) =>
        name === call.method && resourcePath.join('.') === call.resourcePath.join('.'),
    );
    if (method !== undefined && method.kind.kind === 'http') return { method, call };
  }
  return calls.length > 1 ? firstShown(sdk, ({ result }) => result.kind === 'value') : null;
}

/** The call that the config file shows where it gives what is to be shown, else the first method that does. */
export function shownAs(kind: 'page' | 'stream', call: ExampleCall | null, sdk: SdkWriter): Shown | null {
  const given = shownFor(sdk, [call]);
  return given?.method.result.kind === kind ? given : firstShown(sdk, ({ result }) => result.kind === kind);
}

/** The first method that suits. */
export function firstShown(sdk: SdkWriter, suits: (method: Method) => boolean): Shown | null {
  const method = allMethods([sdk.api.root, ...sdk.api.resources]).find(
    (one) => one.kind.kind === 'http' && suits(one),
  );
  return method === undefined ? null : { method, call: null };
}

/** Methods of resources and all within them, in their order. */
export function allMethods(all: readonly Resource[]): readonly Method[] {
  return all.flatMap((resource) => [...resource.methods, ...allMethods(resource.subresources)]);
}
