import type { Method, Resource, Result } from '../../api/method-types.ts';
import type { Type } from '../../api/types.ts';
import { type Code, code, join, type Part } from '../../code/code.ts';
import { html, prose } from '../../code/markdown.ts';
import { camel, pascal, title } from '../../names/casing.ts';
import { identifier } from '../../names/identifier.ts';
import { inlineTypes, namedArguments, positionalArguments } from './names.ts';
import { resourceNames, type SdkWriter } from './resources.ts';

/** `api.md`: every type and method, with its file. */
export function apiMarkdown(sdk: SdkWriter): Code {
  const { api } = sdk;
  const sections: Part[] = [];
  const sharedTypes = api.shared.map((model) => sdk.names.models.get(model.id)?.name ?? model.name);
  if (sharedTypes.length > 0) {
    sections.push(section(1, 'Shared', [types(sharedTypes, 'resources/shared')]));
  }
  if (api.root.methods.length + api.root.models.length > 0) {
    const names = typeNames(api.root, sdk);
    const list = [types(names, 'resources/top-level'), methods(api.root, 'client', 'client', sdk)];
    sections.push(section(1, sdk.names.client, list));
  }
  for (const resource of api.resources) sections.push(...resourceSections(resource, 1, 'client', sdk));
  return join(sections, '\n\n');
}

/** The page of a resource that has its own (`standalone_api`). */
export function standalonePages(sdk: SdkWriter): ReadonlyMap<string, Code> {
  const pages = new Map<string, Code>();
  const visit = (resource: Resource, access: string): void => {
    const own = resourceNames(resource, sdk);
    const path = `${access}.${own.property}`;
    if (resource.standaloneApi) {
      pages.set(
        pagePath(resource, sdk),
        join(resourceSections({ ...resource, standaloneApi: false }, 1, access, sdk, resource), '\n\n'),
      );
    }
    for (const child of resource.subresources) visit(child, path);
  };
  for (const resource of sdk.api.resources) visit(resource, 'client');
  return pages;
}

function pagePath(resource: Resource, sdk: SdkWriter): string {
  const own = resourceNames(resource, sdk);
  return `src/${own.folder ?? own.module}/api.md`;
}

function resourceSections(
  resource: Resource,
  depth: number,
  access: string,
  sdk: SdkWriter,
  named = resource,
): Part[] {
  const own = resourceNames(named, sdk);
  const path = `${access}.${own.property}`;
  const heading = pascal(resource.name, sdk.casings) || title(resource.name, sdk.casings) || own.className;
  if (resource.standaloneApi) {
    return [code`${hashes(depth)} [${prose(heading)}](${html(pagePath(resource, sdk))})`];
  }
  const list = [types(typeNames(resource, sdk), own.module), methods(resource, own.module, path, sdk)];
  return [
    section(depth, heading, list),
    ...resource.subresources.flatMap((child) => resourceSections(child, depth + 1, path, sdk)),
  ];
}

function hashes(depth: number): Code {
  return join(
    Array.from({ length: Math.min(depth, 6) }, () => code`#`),
    '',
  );
}

function section(depth: number, heading: string, parts: readonly Part[]): Code {
  return join([code`${hashes(depth)} ${prose(heading)}`, ...parts], '\n\n');
}

function typeNames(resource: Resource, { names }: SdkWriter): string[] {
  const models = resource.models.flatMap((model) => names.models.get(model.id)?.name ?? []);
  const answers = resource.methods.flatMap((method) => {
    if (method.kind.kind === 'alias') return [];
    const own = names.methods.get(method);
    return [own?.response ?? '', own?.event ?? ''].filter((name) => name !== '');
  });
  return [...models, ...answers];
}

function types(names: readonly string[], module: string): Part {
  if (names.length === 0) return null;
  const lines = names.map(
    (name) => code`- <code><a href="./src/${html(module)}.ts">${html(name)}</a></code>`,
  );
  return join([code`Types:`, join(lines, '\n')], '\n\n');
}

function methods(resource: Resource, module: string, access: string, sdk: SdkWriter): Part {
  if (resource.methods.length === 0) return null;
  const lines = resource.methods.map((method) => {
    const name = sdk.names.methods.get(method)?.name ?? method.name;
    const call = code`${html(access)}.<a href="./src/${html(module)}.ts">${html(name)}</a>(${argumentsOf(method, sdk)})`;
    return code`- <code title="${html(`${method.verb} ${method.path}`)}">${call} -> ${answerOf(method, sdk)}</code>`;
  });
  return join([code`Methods:`, join(lines, '\n')], '\n\n');
}

function argumentsOf(method: Method, { casings }: SdkWriter): Code {
  if (method.kind.kind === 'webhook_unwrap') return code`body`;
  const positional: Part[] = positionalArguments(method).map(({ label }) =>
    html(identifier(camel(label, casings), { prefix: '_', empty: 'value', unicode: true })),
  );
  return join([...positional, namedArguments(method).length > 0 ? code`{ ...params }` : null], ', ');
}

function answerOf(method: Method, sdk: SdkWriter): Code {
  const own = sdk.names.methods.get(method);
  const { value, event } = inlineTypes(method);
  const shown = (type: Type, name: string, inline: Type | null) => {
    if (type.kind === 'model') return html(sdk.names.models.get(type.model)?.name ?? 'unknown');
    return html(primitive(inline ?? type) ?? name);
  };
  const of = (result: Result): Code => {
    switch (result.kind) {
      case 'nothing':
        return code`void`;
      case 'text':
        return code`string`;
      case 'binary':
        return code`Response`;
      case 'value':
        return shown(result.type, own?.response ?? '', value);
      case 'page':
        return html(own?.page ?? '');
      case 'stream':
        return result.otherwise === null
          ? shown(result.event, own?.event ?? '', event)
          : of(result.otherwise);
    }
  };
  if (method.kind.kind === 'webhook_unwrap') return html(own?.event || own?.response || 'unknown');
  return of(method.result);
}

function primitive(type: Type): string | null {
  switch (type.kind) {
    case 'string':
    case 'boolean':
    case 'unknown':
      return type.kind;
    case 'integer':
    case 'number':
      return 'number';
    default:
      return null;
  }
}
