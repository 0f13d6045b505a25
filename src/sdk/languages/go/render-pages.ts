import type { PageScheme } from '../../api/page-types.ts';
import { type Code, code, join, type Part } from '../../code/code.ts';
import { alignRows, cells, plain, type Row } from './align.ts';
import { GoFile } from './gofile.ts';
import { type PageNode, pageTree, reachField } from './pages.ts';
import { nextPage } from './render-next-page.ts';
import type { SdkPlan } from './sdk-plan.ts';
import { docComment, identifier, structTag, tagName } from './text.ts';

/** `packages/pagination/pagination.go`; null if nothing is paginated. */
export function renderPages(plan: SdkPlan): string | null {
  if (plan.pages.length === 0) return null;
  const file = new GoFile(plan.module, 'pagination');
  return file.render(plan.pages.flatMap(({ scheme, name }) => renderPage(file, plan, scheme, name)));
}

function renderPage(file: GoFile, plan: SdkPlan, scheme: PageScheme, given: string): readonly Part[] {
  const name = identifier(given);
  const tree = pageTree(scheme, plan.input.casings);
  const isArray = scheme.response.some(({ purpose, path }) => purpose === 'items' && path.length === 0);
  const items = isArray ? ['Items'] : (reachField(tree, ({ purpose }) => purpose === 'items')?.names ?? null);
  const structs: Part[] = [];
  const rows = structRows(file, tree, given, structs);
  if (isArray) rows.unshift(cells(identifier('Items'), code`[]T`, structTag([['json', ',inline']])));
  const http = file.std('net/http');
  const meta = metadata(file, plan, isArray ? [{ name: 'Items' }, ...tree] : tree, given, structs);
  const about = scheme.description ?? `${given} is one page of a list.`;
  return [
    code`
      ${docComment(about)}
      type ${name}[T any] struct {
      ${alignRows([
        ...rows,
        ...meta,
        cells(identifier('cfg'), code`*${file.own('requestconfig')}.RequestConfig`),
        cells(identifier('res'), code`*${http}.Response`),
      ])}
      }
    `,
    ...structs,
    ...reading(file, plan, given),
    nextPage(file, scheme, { name: given, tree, items }),
    code`
      // SetPageConfig notes how the page was asked for.
      func (r *${name}[T]) SetPageConfig(cfg *${file.own('requestconfig')}.RequestConfig, res *${http}.Response) {
      \tif r == nil {
      \t\treturn
      \t}
      \tr.cfg = cfg
      \tr.res = res
      }
    `,
    ...pager(name, items),
  ];
}

/** Fields of the page; what is nested gets a struct of its own. */
function structRows(file: GoFile, nodes: readonly PageNode[], owner: string, structs: Part[]): Row[] {
  return nodes.map((node) => {
    const tag = structTag([['json', tagName(node.wireName)]]);
    if (node.children.length === 0) {
      return cells(identifier(node.name), node.type === null ? code`[]T` : file.type(node.type), tag);
    }
    const inner = `${owner}${node.name}`;
    const hasItems = reachField(node.children, ({ purpose }) => purpose === 'items') !== null;
    const parameter = hasItems ? code`[T any]` : null;
    const rows = structRows(file, node.children, inner, structs);
    structs.push(code`
      // ${identifier(inner)} is a part of [${identifier(owner)}].
      type ${identifier(inner)}${parameter} struct {
      ${alignRows(rows)}
      }
    `);
    return cells(identifier(node.name), code`${identifier(inner)}${hasItems ? code`[T]` : null}`, tag);
  });
}

function metadata(
  file: GoFile,
  plan: SdkPlan,
  nodes: readonly { readonly name: string }[],
  owner: string,
  structs: Part[],
): readonly Row[] {
  const isV1 = plan.module.style === 'v1';
  const meta = isV1 ? code`${file.own('apijson')}.Field` : code`${file.own('respjson')}.Field`;
  const rows = [
    ...nodes.map(({ name }) => cells(identifier(name), meta)),
    cells(identifier('ExtraFields'), code`map[string]${meta}`),
    cells(identifier('raw'), identifier('string')),
  ];
  const tag = structTag([['json', '-']]);
  if (!isV1) {
    return [
      plain(docComment('JSON tells what came for each field.')),
      plain(code`
        JSON struct {
        ${alignRows(rows)}
        } ${tag}
      `),
    ];
  }
  const [first = '', ...rest] = [...owner];
  const metaName = identifier(`${first.toLowerCase()}${rest.join('')}JSON`);
  structs.push(
    code`
      // ${metaName} tells what came for each field of [${identifier(owner)}].
      type ${metaName} struct {
      ${alignRows(rows)}
      }
    `,
    code`
      // RawJSON returns the JSON as it came.
      func (r ${metaName}) RawJSON() string {
      \treturn r.raw
      }
    `,
  );
  return [cells(identifier('JSON'), metaName, tag)];
}

function reading(file: GoFile, plan: SdkPlan, given: string): readonly Part[] {
  const name = identifier(given);
  const read = code`
    // UnmarshalJSON reads the page from JSON.
    func (r *${name}[T]) UnmarshalJSON(data []byte) error {
    \treturn ${file.own('apijson')}.UnmarshalRoot(data, r)
    }
  `;
  if (plan.module.style === 'v1') return [read];
  return [
    code`
      // RawJSON returns the JSON as it came.
      func (r ${name}[T]) RawJSON() string {
      \treturn r.JSON.raw
      }
    `,
    read,
  ];
}

function pager(name: Code, items: readonly string[] | null): readonly Part[] {
  const list = items === null ? code`[]T{}` : code`r.page.${join(items.map(identifier), '.')}`;
  return [
    code`
      // ${name}AutoPager walks through all items, page after page.
      type ${name}AutoPager[T any] struct {
      \tpage *${name}[T]
      \tcur  T
      \tidx  int
      \trun  int
      \terr  error
      }
    `,
    code`
      // New${name}AutoPager returns a pager that begins with the page.
      func New${name}AutoPager[T any](page *${name}[T], err error) *${name}AutoPager[T] {
      \treturn &${name}AutoPager[T]{page: page, err: err}
      }
    `,
    code`
      // Next reads the next item; false at the end and after an error.
      func (r *${name}AutoPager[T]) Next() bool {
      \tfor r.err == nil && r.page != nil {
      \t\tif items := ${list}; r.idx < len(items) {
      \t\t\tr.cur = items[r.idx]
      \t\t\tr.idx++
      \t\t\tr.run++
      \t\t\treturn true
      \t\t}
      \t\tr.idx = 0
      \t\tr.page, r.err = r.page.GetNextPage()
      \t}
      \treturn false
      }
    `,
    code`
      // Current returns the item that Next has read.
      func (r *${name}AutoPager[T]) Current() T {
      \treturn r.cur
      }
    `,
    code`
      // Err returns the error that ended the walk; nil if it came to the end.
      func (r *${name}AutoPager[T]) Err() error {
      \treturn r.err
      }
    `,
    code`
      // Index returns how many items were read.
      func (r *${name}AutoPager[T]) Index() int {
      \treturn r.run
      }
    `,
  ];
}
