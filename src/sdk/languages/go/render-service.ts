import type { Resource } from '../../api/method-types.ts';
import { type Code, code, type Part } from '../../code/code.ts';
import { alignRows, cells } from './align.ts';
import type { GoFile } from './gofile.ts';
import { renderMethod } from './render-method.ts';
import type { PlannedResource } from './sdk-plan.ts';
import { docComment, identifier } from './text.ts';

/** The service of a resource: its struct, its constructor and its methods. */
export function renderService(file: GoFile, resource: PlannedResource): readonly Part[] {
  const name = identifier(resource.service);
  const option = file.own('option');
  const pointer = file.module.style === 'v1' ? code`*` : null;
  const rows = [
    cells(identifier('Options'), code`[]${option}.RequestOption`),
    ...resource.children.map((child) =>
      cells(identifier(child.field), code`${pointer}${identifier(child.service)}`),
    ),
  ];
  const made = file.module.style === 'v1' ? code`&${name}{}` : code`${name}{}`;
  return [
    code`
      ${docComment(serviceText(resource.resource, resource.service))}
      type ${name} struct {
      ${alignRows(rows)}
      }
    `,
    code`
      // ${constructorName(resource.service)} returns a service that applies the options to each request, after those of the client.
      func ${constructorName(resource.service)}(opts ...${option}.RequestOption) (r ${pointer}${name}) {
      \tr = ${made}
      \tr.Options = opts
      ${resource.children.map((child) => code`\tr.${identifier(child.field)} = ${constructorName(child.service)}(opts...)`)}
      \treturn r
      }
    `,
    ...resource.methods.flatMap((method) => renderMethod(file, resource.service, method)),
  ];
}

export function constructorName(service: string): Code {
  return code`New${identifier(service)}`;
}

function serviceText(resource: Resource, service: string): string {
  const own =
    resource.description ?? `${service} has the methods of the resource ${resource.path.join('.')}.`;
  const text = `${own}\n\nIt is made by [New${service}], or comes with the client.`;
  return resource.deprecated === null
    ? text
    : `${text}\n\nDeprecated: ${resource.deprecated || 'deprecated.'}`;
}
