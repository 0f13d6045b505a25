import type { PageField, PageScheme } from '../../api/page-types.ts';
import { type Code, code, join, type Part, source } from '../../code/code.ts';
import { ModuleWriter } from './modules.ts';
import { moduleCode, type SdkWriter } from './resources.ts';
import { docComment, identifierCode, memberAccess, memberKey, stringLiteral } from './text.ts';
import { TypeWriter } from './types.ts';

/** The module of page classes. */
export function paginationModule(sdk: SdkWriter): Code {
  const file = new ModuleWriter('core/pagination', sdk.names);
  const types = new TypeWriter(sdk.api, file, sdk.casings);
  file.use('internal/page', 'AbstractPage', 'value');
  const classes = sdk.api.pageSchemes.map((scheme) => pageClass(scheme, sdk, file, types));
  return moduleCode(sdk, file, [
    code`export { AbstractPage, type PageClass, PagePromise, type PageRequestOptions } from '../internal/page.ts';`,
    ...classes,
  ]);
}

function pageClass(scheme: PageScheme, sdk: SdkWriter, file: ModuleWriter, types: TypeWriter): Code {
  const name = identifierCode(sdk.names.pages.get(scheme.name) ?? 'Page');
  const responseName = identifierCode(`${name.text}Response`);
  const client = file.use('internal/base-client', 'BaseClient', 'type');
  const options = file.use('internal/request-options', 'FinalRequestOptions', 'type');
  const request = file.use('internal/page', 'PageRequestOptions', 'type');
  const items = scheme.response.find(({ purpose }) => purpose === 'items') ?? null;
  const isArray = items?.path.length === 0;
  const fields = topFields(scheme, types);
  const declared = fields.map(({ key, type }) => code`declare ${memberKey(key)}: ${type};`);
  const params = scheme.request.map(
    ({ name: param, type }) => code`${memberKey(param)}?: ${types.expression(type)} | null | undefined;`,
  );
  const headers = scheme.response.flatMap((field) =>
    field.header === null
      ? []
      : [
          code`this${memberAccess(field.path[0] ?? field.header)} = response.headers.get(${stringLiteral(field.header)});`,
        ],
  );
  return code`
    ${
      isArray
        ? code`export type ${responseName}<Item> = Array<Item>;`
        : code`
            export interface ${responseName}<Item> {
              ${fields.map(({ key, type }) => code`${memberKey(key)}: ${type};`)}
            }
          `
    }

    export interface ${identifierCode(`${name.text}Params`)} {
      ${params}
    }

    ${docComment(scheme.description)}
    export class ${name}<Item> extends AbstractPage<Item>${isArray ? null : code`${source(' implements ')}${responseName}<Item>`} {
      ${declared}

      constructor(client: ${client}, response: Response, body: ${responseName}<Item>, options: ${options}) {
        super(client, response, body, options);
        ${isArray ? code`this.items = body ?? [];` : code`Object.assign(this, body);`}
        ${headers}
      }

      getPaginatedItems(): Item[] {
        return ${items === null ? code`[]` : isArray ? code`this.items` : code`${access(items)} ?? []`};
      }

      ${hasNextPage(scheme)}

      nextPageRequestOptions(): ${request} | null {
        ${nextPage(scheme, file)}
      }
    }
  `;
}

/** Top-level fields of a page; nested fields are their members. */
function topFields(scheme: PageScheme, types: TypeWriter): { key: string; type: Code }[] {
  const byKey = new Map<string, PageField[]>();
  const itemsAtTop = scheme.response.some(({ purpose, path }) => purpose === 'items' && path.length === 0);
  if (itemsAtTop) return [{ key: 'items', type: code`Item[]` }];
  for (const field of scheme.response) {
    if (field.purpose === 'cursor_item_id') continue;
    const key = field.path[0] ?? field.header;
    if (key === null || key === undefined) continue;
    byKey.set(key, [...(byKey.get(key) ?? []), field]);
  }
  return [...byKey].map(([key, fields]) => ({ key, type: membersType(fields, 1, types) }));
}

function membersType(fields: readonly PageField[], depth: number, types: TypeWriter): Code {
  const [first] = fields;
  if (first === undefined) return code`unknown`;
  if (fields.every(({ path }) => path.length <= depth)) {
    if (first.purpose === 'items') return code`Item[]`;
    const type = types.expression(first.type);
    return first.header !== null || !first.required ? code`${type} | null | undefined` : type;
  }
  const inner = new Map<string, PageField[]>();
  for (const field of fields) {
    const key = field.path[depth];
    if (key !== undefined) inner.set(key, [...(inner.get(key) ?? []), field]);
  }
  const members = [...inner].map(([key, own]) => {
    const type = membersType(own, depth + 1, types);
    const isNullable = type.text.endsWith(' | null | undefined');
    return code`${memberKey(key)}?: ${type}${isNullable ? null : source(' | null')}`;
  });
  return code`{ ${join(members, ', ')} } | null | undefined`;
}

/** `this.meta?.next`. */
function access(field: PageField): Code {
  const [first, ...rest] = field.path;
  if (first === undefined) return code`this.items`;
  const deeper = rest.map((name) => {
    const part = memberAccess(name);
    return part.text.startsWith('.') ? code`?${part}` : code`?.${part}`;
  });
  return join([code`this`, memberAccess(first), ...deeper], '');
}

function hasNextPage({ response, continueOnEmptyItems }: PageScheme): Code | null {
  const more = response.find(({ purpose }) => purpose === 'has_next_page');
  const rest = continueOnEmptyItems
    ? code`this.nextPageRequestOptions() !== null`
    : code`super.hasNextPage()`;
  if (more === undefined && !continueOnEmptyItems) return null;
  return code`
    override hasNextPage(): boolean {
      ${more === undefined ? null : code`if (${access(more)} === false) return false;`}
      return ${rest};
    }
  `;
}

function nextPage(scheme: PageScheme, file: ModuleWriter): Part {
  const field = (purpose: PageField['purpose']) =>
    scheme.response.find((one) => one.purpose === purpose) ?? null;
  const param = (purpose: PageScheme['request'][number]['purpose']) =>
    scheme.request.find((one) => one.purpose === purpose) ?? null;
  const place = stringLiteral(scheme.paramsIn);
  const use = (name: string) => file.use('internal/page', name, 'value');
  const follow = (name: string, value: Code) =>
    code`return ${use('withPageParams')}(this.options, ${place}, { ${memberKey(name)}: ${value} });`;
  const sent = (name: string) => code`${use('pageParam')}(this.options, ${place}, ${stringLiteral(name)})`;
  const none = code`return null;`;
  switch (scheme.kind) {
    case 'cursor': {
      const [next, to] = [field('next_cursor_field'), param('next_cursor_param')];
      const [previous, back] = [field('previous_cursor_field'), param('previous_cursor_param')];
      if (next === null || to === null) return none;
      return [
        previous === null || back === null
          ? null
          : code`
              if (${sent(back.name)}) {
                const previous = ${access(previous)};
                if (!previous) return null;
                ${follow(back.name, code`previous`)}
              }
            `,
        code`
          const cursor = ${access(next)};
          if (!cursor) return null;
          ${follow(to.name, code`cursor`)}
        `,
      ];
    }
    case 'cursor_id': {
      const to = param('next_cursor_id_param');
      const back = param('previous_cursor_id_param');
      const id = field('cursor_item_id');
      if (to === null) return none;
      const items = field('items');
      const path = id === null ? ['id'] : id.path.slice(items?.path.length ?? 0);
      const names = (path.length === 0 ? ['id'] : path).map(stringLiteral);
      return [
        back === null
          ? null
          : code`
              if (${sent(back.name)}) {
                const first = ${use('fieldOf')}(this.getPaginatedItems()[0], ${join(names, ', ')});
                if (!first) return null;
                ${follow(back.name, code`first`)}
              }
            `,
        code`
          const id = ${use('fieldOf')}(this.getPaginatedItems().at(-1), ${join(names, ', ')});
          if (!id) return null;
          ${follow(to.name, code`id`)}
        `,
      ];
    }
    case 'cursor_url': {
      const url = field('cursor_url_field');
      if (url === null) return none;
      return code`
        const url = ${access(url)};
        return url ? ${use('withPageURL')}(this.options, url, this.response) : null;
      `;
    }
    case 'offset': {
      const to = param('offset_count_param');
      if (to === null) return none;
      const start = field('offset_count_start_field');
      const total = field('offset_total_count_field');
      const from = start === null ? sent(to.name) : access(start);
      return [
        code`const offset = (${use('numberOf')}(${from}) ?? 0) + this.getPaginatedItems().length;`,
        total === null ? null : code`if (offset >= (${use('numberOf')}(${access(total)}) ?? 0)) return null;`,
        follow(to.name, code`offset`),
      ];
    }
    case 'page_number': {
      const to = param('page_number_param');
      if (to === null) return none;
      const current = field('current_page_number_field');
      const total = field('total_page_count_field');
      const from = current === null ? sent(to.name) : code`${access(current)} ?? ${sent(to.name)}`;
      return [
        code`const page = ${use('numberOf')}(${from}) ?? 1;`,
        total === null
          ? null
          : code`
          const total = ${use('numberOf')}(${access(total)});
          if (total !== undefined && page >= total) return null;
        `,
        follow(to.name, code`page + 1`),
      ];
    }
    case 'fake_page':
      return none;
  }
}
