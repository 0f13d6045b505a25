import type { Method, Resource } from '../../api/method-types.ts';
import { Code, type Part, render } from '../../code/code.ts';
import { html } from '../../code/markdown.ts';
import { title } from '../../names/casing.ts';
import {
  hasParams,
  type MethodResult,
  orderedArguments,
  orderedMethods,
  pageClass,
  type ResultType,
} from './methods.ts';
import type { PythonNames } from './names.ts';
import { type ResourceContext, resultOf } from './resources.ts';
import type { TypeExport } from './types.ts';

/** `api.md`: every resource with its types and methods, linked to their source. */
export function writeApiMd(given: ResourceContext, exports: readonly TypeExport[]): void {
  const { context, files } = given;
  const { api, names } = context;
  const sections: string[] = [];
  if (api.shared.length > 0) {
    const classes = api.shared.flatMap((model) => names.models.get(model.id)?.class ?? []).sort();
    sections.push(['# Shared Types', importBlock(`${names.package}.types`, classes)].join('\n\n'));
  }
  if (api.root.methods.length > 0 || api.root.models.length > 0)
    sections.push(resourceSection(api.root, '#', given, exports, names.client));
  for (const resource of api.resources) visit(resource, '#', given, exports, sections);
  files.text('api.md', new Code(sections.join('\n\n')));
}

function visit(
  resource: Resource,
  marks: string,
  given: ResourceContext,
  exports: readonly TypeExport[],
  sections: string[],
): void {
  const { names } = given.context;
  const heading = headingOf(resource, names);
  if (resource.standaloneApi) {
    const own = names.resources.get(resource);
    const folder =
      own?.module
        .split('.')
        .slice(0, own.isFolder ? -1 : undefined)
        .join('/') ?? '';
    const path = `src/${names.package}/${folder}${own?.isFolder === true ? '' : ''}/api.md`;
    sections.push(`${marks} [${heading}](${path})`);
    const inner: string[] = [];
    visit({ ...resource, standaloneApi: false }, '#', withResource(given, resource), exports, inner);
    given.files.text(path, new Code(inner.join('\n\n')));
    return;
  }
  sections.push(resourceSection(resource, marks, given, exports, heading));
  for (const sub of resource.subresources) visit(sub, `${marks}#`, given, exports, sections);
}

/** A copy of a resource uses the names of the resource. */
function withResource(given: ResourceContext, _resource: Resource): ResourceContext {
  return given;
}

function headingOf(resource: Resource, names: PythonNames): string {
  return title(resource.name, names.casings).replaceAll(' ', '');
}

function resourceSection(
  resource: Resource,
  marks: string,
  given: ResourceContext,
  _exports: readonly TypeExport[],
  heading: string,
): string {
  const { context, results } = given;
  const { names } = context;
  const parts = [`${marks} ${heading}`];
  const classes = [
    ...resource.models
      .flatMap((model) => names.models.get(model.id) ?? [])
      .sort((left, right) => (left.class < right.class ? -1 : 1)),
    ...orderedMethods(resource).flatMap((method) => ownTypes(method, resultOf(method, results), names)),
  ];
  const unique = [...new Map(classes.map((one) => [one.class, one])).values()];
  const [first] = unique;
  if (first !== undefined) {
    const folder = first.module.split('.').slice(0, -1).join('.');
    parts.push(
      'Types:',
      importBlock(
        `${names.package}.${folder}`,
        unique.map((one) => one.class),
      ),
    );
  }
  if (resource.methods.length > 0)
    parts.push(
      'Methods:',
      orderedMethods(resource)
        .map((method) => line(method, resource, given))
        .join('\n'),
    );
  return parts.join('\n\n');
}

/** Responses that are named after this method only. */
function ownTypes(
  method: Method,
  result: MethodResult,
  names: PythonNames,
): { class: string; module: string }[] {
  const known = names.methods.get(method);
  if (known === undefined) return [];
  const own = [...(known.ownsResponse ? [known.response.module] : []), known.event.module];
  return namedIn(result).filter((type) => own.includes(type.module));
}

function namedIn(result: MethodResult): { class: string; module: string }[] {
  const types: ResultType[] =
    result.kind === 'value'
      ? [result.type]
      : result.kind === 'page'
        ? [result.item]
        : result.kind === 'stream'
          ? [result.event]
          : [];
  const named = types.flatMap((type) =>
    type.kind === 'named' ? [{ class: type.class, module: type.module }] : [],
  );
  return result.kind === 'stream' && result.otherwise !== null
    ? [...namedIn(result.otherwise), ...named]
    : named;
}

function importBlock(module: string, classes: readonly string[]): string {
  const line = `from ${module} import ${classes.join(', ')}`;
  const text =
    line.length <= 120
      ? line
      : [`from ${module} import (`, ...classes.map((one) => `    ${one},`), ')'].join('\n');
  return `\`\`\`python\n${text}\n\`\`\``;
}

function line(method: Method, resource: Resource, { context, results }: ResourceContext): string {
  const { names } = context;
  const known = names.methods.get(method);
  if (known === undefined) return '';
  const path = ['client', ...attributes(resource, context.api.resources, names)].join('.');
  const file = names.resources.get(resource)?.module ?? '_client';
  const { positional } = orderedArguments(method);
  const args = positional.map((argument) => known.arguments.get(argument) ?? 'value');
  const inPath = method.arguments.filter(
    (argument) => argument.in === 'path' && argument.positional === null,
  );
  if (inPath.length > 0)
    args.push('\\*', ...inPath.map((argument) => known.arguments.get(argument) ?? 'value'));
  if (hasParams(method))
    args.push(
      `\\*\\*${anchor(`src/${names.package}/${known.params.module.replaceAll('.', '/')}.py`, 'params')}`,
    );
  const call = `${path}.${anchor(`./src/${names.package}/${file.replaceAll('.', '/')}.py`, known.method)}(${args.join(', ')})`;
  return `- <code title="${text(html(`${method.verb} ${method.path}`))}">${call} -> ${resultText(resultOf(method, results), names)}</code>`;
}

function attributes(resource: Resource, all: readonly Resource[], names: PythonNames): string[] {
  const path: string[] = [];
  let level = all;
  for (const part of resource.path) {
    const found = level.find((one) => one.name === part);
    if (found === undefined) break;
    path.push(names.resources.get(found)?.attribute ?? part);
    level = found.subresources;
  }
  return path;
}

function resultText(result: MethodResult, names: PythonNames): string {
  switch (result.kind) {
    case 'nothing':
      return 'None';
    case 'binary':
      return 'BinaryAPIResponse';
    case 'value':
      return typeText(result.type, names, (shown) => shown);
    case 'page':
      return typeText(result.item, names, (shown) => `${pageClass(names, result.scheme, false)}[${shown}]`);
    case 'stream':
      return result.otherwise === null
        ? typeText(result.event, names, (shown) => shown)
        : resultText(result.otherwise, names);
    default:
      return result satisfies never;
  }
}

function typeText(type: ResultType, names: PythonNames, wrap: (shown: string) => string): string {
  if (type.kind === 'builtin') return wrap(type.name);
  return anchor(`./src/${names.package}/${type.module.replaceAll('.', '/')}.py`, wrap(type.class));
}

function anchor(href: string, shown: string): string {
  return `<a href="${href}">${shown}</a>`;
}

function text(part: Part): string {
  return render(part);
}
