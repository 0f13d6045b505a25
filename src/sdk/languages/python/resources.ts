import type { Method, Resource } from '../../api/method-types.ts';
import { type Code, code, join, type Part, source } from '../../code/code.ts';
import type { FileWriter } from './files.ts';
import { Imports } from './imports.ts';
import { methodCode } from './method-code.ts';
import { type MethodResult, orderedMethods } from './methods.ts';
import type { TypeContext } from './module-text.ts';
import type { ResourceNames } from './names.ts';
import type { ArgumentTypes } from './params.ts';
import { docstring, modulePath, name, str } from './text.ts';
import { relativeTo } from './types.ts';

export interface ResourceContext {
  readonly context: TypeContext;
  readonly results: ReadonlyMap<Method, MethodResult>;
  readonly types: ArgumentTypes;
  readonly files: FileWriter;
}

/** The resource's module with its classes, those of its subresources, and its folder. */
export function writeResource(resource: Resource, given: ResourceContext): void {
  const own = given.context.names.resources.get(resource);
  if (own === undefined) throw new Error(`${resource.name} has no names`);
  given.files.python(own.module, resourceModule(resource, own, given));
  for (const sub of resource.subresources) writeResource(sub, given);
  if (own.isFolder)
    given.files.python(
      `${own.module.split('.').slice(0, -1).join('.')}.__init__`,
      folder([resource, ...resource.subresources], own.module.split('.').slice(0, -1), given),
    );
}

/** `resources/__init__`: the classes of all resources, imported lazily. */
export function writeResourcesFolder(resources: readonly Resource[], given: ResourceContext): void {
  given.files.python(
    'resources.__init__',
    resources.length === 0 ? source('') : folder(resources, ['resources'], given),
  );
}

const KINDS = ['', 'Async'] as const;
const WRAPPERS = ['', 'WithRawResponse', 'WithStreamingResponse'] as const;

function folder(resources: readonly Resource[], here: readonly string[], { context }: ResourceContext): Code {
  const members = resources.flatMap((resource) => {
    const own = context.names.resources.get(resource);
    if (own === undefined) return [];
    const parts = own.module.split('.').slice(here.length);
    // A resource with its own folder is imported from that.
    const module = parts.length > 1 ? parts.slice(0, -1).join('.') : parts.join('.');
    return WRAPPERS.flatMap((wrapper) =>
      KINDS.map((kind) => ({ class: `${kind}${own.class}${wrapper}`, module: `.${module}` })),
    );
  });
  const unique = [...new Map(members.map((member) => [member.class, member])).values()];
  const up = '.'.repeat(here.length + 1);
  return code`
    from __future__ import annotations

    from typing import TYPE_CHECKING

    from ${modulePath(`${up}_lazy`)} import lazy_names

    if TYPE_CHECKING:
        ${unique.map((one) => code`from ${modulePath(one.module)} import ${name(one.class)} as ${name(one.class)}`)}

    __all__ = [
        ${unique.map((one) => code`${str(one.class)},`)}
    ]

    if not TYPE_CHECKING:
        __getattr__, __dir__ = lazy_names(
            __name__,
            {
                ${unique.map((one) => code`${str(one.class)}: ${str(one.module)},`)}
            },
        )
  `;
}

function resourceModule(
  resource: Resource,
  own: ResourceNames,
  { context, results, types }: ResourceContext,
): Code {
  const imports = new Imports();
  const relative = relativeTo(own.module);
  imports.from('__future__', 'annotations');
  imports.from(relative('_compat'), 'cached_property');
  const subs = resource.subresources.map((sub) => {
    const known = context.names.resources.get(sub);
    if (known === undefined) throw new Error(`${sub.name} has no names`);
    return known;
  });
  if (subs.length > 0) imports.from('typing', 'TYPE_CHECKING');
  const classes = KINDS.map((kind) =>
    resourceClass(resource, own, kind === 'Async', subs, { context, results, imports, types, relative }),
  );
  const wrappers = WRAPPERS.filter((wrapper) => wrapper !== '').flatMap((wrapper) =>
    KINDS.map((kind) =>
      wrapperClass(resource, own, kind === 'Async', wrapper, subs, { context, results, imports, relative }),
    ),
  );
  const forCheckers = subs.flatMap((sub) => {
    const needed = WRAPPERS.flatMap((wrapper) => KINDS.map((kind) => `${kind}${sub.class}${wrapper}`));
    const sorted = [...needed].sort();
    return [
      code`
      from ${modulePath(relative(sub.module))} import (
          ${sorted.map((one) => code`${name(one)},`)}
      )
    `,
    ];
  });
  return code`
    ${imports.render()}

    ${
      forCheckers.length > 0
        ? code`
      if TYPE_CHECKING:
          ${forCheckers}
    `
        : null
    }
    ${forCheckers.length > 0 ? source(' ') : null}
    __all__ = [${join(
      KINDS.map((kind) => str(`${kind}${own.class}`)),
      ', ',
    )}]


    ${join([...classes, ...wrappers], '\n\n\n')}
  `;
}

interface ModuleContext {
  readonly context: TypeContext;
  readonly results: ReadonlyMap<Method, MethodResult>;
  readonly imports: Imports;
  readonly relative: (module: string) => string;
}

/** The property `chat.completions` in the parent's class, imported lazily. */
export function subresourceProperty(
  sub: ResourceNames,
  className: string,
  module: string,
  argument: Part,
): Code {
  return code`
    @cached_property
    def ${name(sub.attribute)}(self) -> ${name(className)}:
        from ${modulePath(module)} import ${name(className)}

        return ${name(className)}(${argument})
  `;
}

function resourceClass(
  resource: Resource,
  own: ResourceNames,
  isAsync: boolean,
  subs: readonly ResourceNames[],
  { context, results, imports, relative, types }: ModuleContext & { readonly types: ArgumentTypes },
): Code {
  const kind = isAsync ? 'Async' : '';
  const className = `${kind}${own.class}`;
  const base = imports.from(relative('_resource'), isAsync ? 'AsyncAPIResource' : 'SyncAPIResource');
  const doc = docstring(resource.description);
  const members = [
    ...subs.map((sub) =>
      subresourceProperty(sub, `${kind}${sub.class}`, relative(sub.module), source('self._client')),
    ),
    code`
      @cached_property
      def with_raw_response(self) -> ${name(`${className}WithRawResponse`)}:
          """The same methods, giving the answer with its headers and status: \`.parse()\` gives the value."""
          return ${name(`${className}WithRawResponse`)}(self)
    `,
    code`
      @cached_property
      def with_streaming_response(self) -> ${name(`${className}WithStreamingResponse`)}:
          """The same methods as context managers, giving the answer before its content is read."""
          return ${name(`${className}WithStreamingResponse`)}(self)
    `,
    ...orderedMethods(resource).map((method) =>
      methodCode(method, resultOf(method, results), isAsync, { context, imports, types, relative }),
    ),
  ];
  return code`
    class ${name(className)}(${base}):
        ${doc}
        ${doc === null ? null : source(' ')}
        ${join(members, '\n\n')}
  `;
}

export function wrapperClass(
  resource: Resource,
  own: ResourceNames,
  isAsync: boolean,
  wrapper: string,
  subs: readonly ResourceNames[],
  { context, results, imports, relative }: ModuleContext,
): Code {
  const kind = isAsync ? 'Async' : '';
  const className = `${kind}${own.class}`;
  const assigned = wrappedMethods(resource, source('resource'), isAsync, wrapper, {
    context,
    results,
    imports,
    relative,
  });
  const members = subs.map((sub) =>
    subresourceProperty(
      sub,
      `${kind}${sub.class}${wrapper}`,
      relative(sub.module),
      code`self._resource.${name(sub.attribute)}`,
    ),
  );
  return code`
    class ${name(`${className}${wrapper}`)}:
        def __init__(self, resource: ${name(className)}) -> None:
            self._resource = resource
            ${assigned.length > 0 ? source(' ') : null}
            ${assigned}
        ${members.length > 0 ? source(' ') : null}
        ${join(members, '\n\n')}
  `;
}

/** `self.list = to_raw_response_wrapper(resource.list)` for each method. */
export function wrappedMethods(
  resource: Resource,
  target: Code,
  isAsync: boolean,
  wrapper: string,
  { context, results, imports, relative }: ModuleContext,
): Code[] {
  const isStreaming = wrapper === 'WithStreamingResponse';
  return orderedMethods(resource)
    .filter((method) => method.kind.kind !== 'webhook_unwrap')
    .map((method) => {
      const own = name(context.names.methods.get(method)?.method ?? 'method');
      const isBinary = resultOf(method, results).kind === 'binary';
      const plain = `${isBinary ? 'to_custom_' : 'to_'}${isStreaming ? 'streamed' : 'raw'}_response_wrapper`;
      const wrap = imports.from(relative('_response'), isAsync ? `async_${plain}` : plain);
      const answer = isBinary
        ? imports.from(
            relative('_response'),
            `${isAsync ? 'Async' : ''}${isStreaming ? 'Streamed' : ''}BinaryAPIResponse`,
          )
        : null;
      const isDeprecated = method.deprecated !== null;
      const call =
        answer === null ? code`${wrap}(${target}.${own})` : code`${wrap}(${target}.${own}, ${answer})`;
      return isDeprecated
        ? code`
            self.${own} = (  # pyright: ignore[reportDeprecated]
                ${call}  # pyright: ignore[reportDeprecated]
            )
          `
        : code`self.${own} = ${call}`;
    });
}

export function resultOf(method: Method, results: ReadonlyMap<Method, MethodResult>): MethodResult {
  const result = results.get(method);
  if (result === undefined) throw new Error(`${method.name} has no result`);
  return result;
}
