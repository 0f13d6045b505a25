import type { PageField, PageScheme } from '../../api/page-types.ts';
import { type Code, code, join, type Part } from '../../code/code.ts';
import type { GoFile } from './gofile.ts';
import { type PageNode, reachField } from './pages.ts';
import { identifier, stringLiteral } from './text.ts';

/** A page: its name, its fields, and the path of its items; null if it has none. */
export interface Shape {
  readonly name: string;
  readonly tree: readonly PageNode[];
  readonly items: readonly string[] | null;
}

/** How the next page is asked for, by the kind of paging. */
export function nextPage(file: GoFile, scheme: PageScheme, shape: Shape): Part {
  const name = identifier(shape.name);
  const items = shape.items === null ? null : code`r.${join(shape.items.map(identifier), '.')}`;
  const more = fieldOf(file, scheme, shape, 'has_next_page');
  const stop: Part[] = [];
  if (items !== null && !scheme.continueOnEmptyItems) {
    stop.push(code`
      \tif len(${items}) == 0 {
      \t\treturn nil, nil
      \t}
    `);
  }
  if (more !== null && more.raw !== null) {
    stop.push(code`
      \tif ${more.raw} == "false" {
      \t\treturn nil, nil
      \t}
    `);
  }
  const steps = stepsOf(file, scheme, shape, items);
  const about = code`
    // GetNextPage returns the page that follows; nil and no error if there is none.
    func (r *${name}[T]) GetNextPage() (res *${name}[T], err error) {
  `;
  if (steps === null) {
    return code`
      ${about}
      \treturn nil, nil
      }
    `;
  }
  return code`
    ${about}
    \tif r == nil || r.cfg == nil {
    \t\treturn nil, nil
    \t}
    ${stop}
    ${steps.read}
    \tcfg := r.cfg.Clone(r.cfg.Context)
    ${steps.apply}
    \tvar raw *${file.std('net/http')}.Response
    \tcfg.ResponseInto = &raw
    \tcfg.ResponseBodyInto = &res
    \tif err = cfg.Execute(); err != nil {
    \t\treturn nil, err
    \t}
    \tres.SetPageConfig(cfg, raw)
    \treturn res, nil
    }
  `;
}

interface Steps {
  readonly read: Part;
  readonly apply: Part;
}

function stepsOf(file: GoFile, scheme: PageScheme, shape: Shape, items: Code | null): Steps | null {
  const param = (...purposes: readonly PageScheme['request'][number]['purpose'][]) =>
    scheme.request.find(({ purpose }) => purposes.includes(purpose))?.name ?? null;
  switch (scheme.kind) {
    case 'cursor': {
      const forward = cursorPair(
        param('next_cursor_param'),
        fieldOf(file, scheme, shape, 'next_cursor_field'),
      );
      if (forward === null) return null;
      const back = cursorPair(
        param('previous_cursor_param'),
        fieldOf(file, scheme, shape, 'previous_cursor_field'),
      );
      const choose =
        back === null
          ? code`\tname, next := ${stringLiteral(forward.param)}, ${forward.text}`
          : code`
              \tname, next := ${stringLiteral(forward.param)}, ${forward.text}
              \tif ${file.own('requestconfig')}.Sent(r.cfg, ${stringLiteral(back.param)}) {
              \t\tname, next = ${stringLiteral(back.param)}, ${back.text}
              \t}
            `;
      return {
        read: code`
          ${choose}
          \tif next == "" {
          \t\treturn nil, nil
          \t}
        `,
        apply: applyParam(file, scheme, code`name`, code`next`),
      };
    }
    case 'cursor_id': {
      const name = param('next_cursor_id_param');
      if (name === null || items === null) return null;
      const id = scheme.response.find(({ purpose }) => purpose === 'cursor_item_id');
      const key = id?.path.at(-1) ?? 'id';
      return {
        read: code`
          \tnext := ${file.own('requestconfig')}.FieldText(${items}[len(${items})-1], ${stringLiteral(key)})
          \tif next == "" {
          \t\treturn nil, nil
          \t}
        `,
        apply: applyParam(file, scheme, stringLiteral(name), code`next`),
      };
    }
    case 'cursor_url': {
      const url = fieldOf(file, scheme, shape, 'cursor_url_field');
      if (url === null) return null;
      return {
        read: code`
          \tnext := ${url.text}
          \tif next == "" {
          \t\treturn nil, nil
          \t}
        `,
        apply: code`
          \tif err = cfg.FollowURL(next); err != nil {
          \t\treturn nil, err
          \t}
        `,
      };
    }
    case 'offset': {
      const name = param('offset_count_param');
      if (name === null || items === null) return null;
      const start = fieldOf(file, scheme, shape, 'offset_count_start_field');
      const total = fieldOf(file, scheme, shape, 'offset_total_count_field');
      return {
        read: code`
          \tnext := ${startOf(file, start, name, 0)} + int64(len(${items}))
          ${totalCheck(total, code`next >= total`)}
        `,
        apply: applyNumber(file, scheme, name),
      };
    }
    case 'page_number': {
      const name = param('page_number_param');
      if (name === null) return null;
      const current = fieldOf(file, scheme, shape, 'current_page_number_field');
      const total = fieldOf(file, scheme, shape, 'total_page_count_field');
      return {
        read: code`
          \tnext := ${startOf(file, current, name, 1)} + 1
          ${totalCheck(total, code`next > total`)}
        `,
        apply: applyNumber(file, scheme, name),
      };
    }
    case 'fake_page':
      return null;
  }
}

/** Where the page begins: as the answer says, else as was asked, else at the beginning. */
function startOf(file: GoFile, field: Access | null, param: string, first: number): Code {
  const asked = code`${file.own('requestconfig')}.SentNumber(r.cfg, ${stringLiteral(param)}, ${first})`;
  return field === null ? asked : code`${file.own('requestconfig')}.NumberOr(${field.text}, ${asked})`;
}

function totalCheck(total: Access | null, condition: Code): Part {
  return total === null
    ? null
    : code`
        \tif total, ok := requestconfig.Number(${total.text}); !ok || ${condition} {
        \t\treturn nil, nil
        \t}
      `;
}

function applyNumber(file: GoFile, scheme: PageScheme, name: string): Part {
  return scheme.paramsIn === 'body'
    ? applyOption(code`${file.own('option')}.WithJSONSet(${stringLiteral(name)}, next)`)
    : applyOption(
        code`${file.own('option')}.WithQuery(${stringLiteral(name)}, ${file.std('strconv')}.FormatInt(next, 10))`,
      );
}

function applyParam(file: GoFile, scheme: PageScheme, name: Code, value: Code): Part {
  const option = file.own('option');
  return applyOption(
    scheme.paramsIn === 'body'
      ? code`${option}.WithJSONSet(${name}, ${value})`
      : code`${option}.WithQuery(${name}, ${value})`,
  );
}

function applyOption(option: Code): Part {
  return code`
    \tif err = cfg.Apply(${option}); err != nil {
    \t\treturn nil, err
    \t}
  `;
}

function cursorPair(param: string | null, field: Access | null) {
  return param === null || field === null ? null : { param, text: field.text };
}

interface Access {
  /** The value as a string; empty if it is missing or null. */
  readonly text: Code;
  /** Its raw JSON; null if a header contains it. */
  readonly raw: Code | null;
}

function fieldOf(
  file: GoFile,
  scheme: PageScheme,
  { tree }: Shape,
  purpose: PageField['purpose'],
): Access | null {
  const header = scheme.response.find((field) => field.purpose === purpose && field.header !== null)?.header;
  const requestconfig = file.own('requestconfig');
  if (header !== undefined && header !== null) {
    const text = code`${requestconfig}.ResponseHeader(r.res, ${stringLiteral(header)})`;
    return { text, raw: text };
  }
  const found = reachField(tree, (field) => field.purpose === purpose);
  if (found === null) return null;
  const path =
    scheme.response.find((field) => field.purpose === purpose && field.header === null)?.path ?? [];
  const args = join([code`r.JSON.raw`, ...path.map(stringLiteral)], ', ');
  return { text: code`${requestconfig}.RawText(${args})`, raw: code`${requestconfig}.RawText(${args})` };
}
