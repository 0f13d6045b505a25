import type { Api } from '../../api/api-types.ts';
import type { PageField, PageScheme } from '../../api/page-types.ts';
import { type Code, code, join, type Part, source } from '../../code/code.ts';
import type { Casings } from '../../names/casing.ts';
import { MODEL_MEMBERS } from './fields.ts';
import { Imports } from './imports.ts';
import { lower, type PythonNames } from './names.ts';
import { docstring, name, str } from './text.ts';

/** `pagination`: the page classes, sync and async. */
export function paginationModule(api: Api, names: PythonNames): Code {
  const imports = new Imports();
  imports.from('typing_extensions', 'override');
  for (const what of ['BasePage', 'PageInfo', 'BaseSyncPage', 'BaseAsyncPage'])
    imports.from('._base_client', what);
  const classes = api.pageSchemes.flatMap((scheme) => pageClasses(scheme, names, imports));
  const text = classes.map((one) => one.text).join('\n');
  for (const what of ['Any', 'Dict', 'Generic', 'List', 'Optional', 'TypeVar', 'cast'] as const)
    if (what === 'TypeVar' || new RegExp(`\\b${what}\\b`).test(text)) imports.from('typing', what);
  const exported = api.pageSchemes.flatMap((scheme) => {
    const own = names.pages.get(scheme.name) ?? 'Page';
    return [`Sync${own}`, `Async${own}`];
  });
  return code`
    ${imports.render()}

    __all__ = [
        ${exported.map((one) => code`${str(one)},`)}
    ]

    _T = TypeVar("_T")


    ${join(classes, '\n\n\n')}
  `;
}

interface FieldPlace {
  readonly field: PageField;
  readonly attribute: string;
}

function pageClasses(scheme: PageScheme, names: PythonNames, imports: Imports): Code[] {
  const own = names.pages.get(scheme.name) ?? 'Page';
  const { casings } = names;
  const places = scheme.response.map(
    (field): FieldPlace => ({ field, attribute: attributeOf(field, casings) }),
  );
  const base = `_${own}`;
  const top = [
    ...new Map(
      places.filter(({ field }) => field.header === null).map((place) => [place.attribute, place]),
    ).values(),
  ];
  const isTopArray = places.some(({ field }) => field.purpose === 'items' && field.path.length === 0);
  const fields = top.map(({ field, attribute }) => {
    const wire = field.path[0] ?? attribute;
    const isItems = field.purpose === 'items' && field.path.length <= 1;
    const type = isItems
      ? source('List[_T]')
      : field.path.length > 1
        ? source('Optional[Dict[str, Any]]')
        : fieldType(field);
    if (wire !== attribute && field.path.length > 0) {
      imports.from('pydantic', 'Field', 'FieldInfo');
      return code`${name(attribute)}: ${type} = FieldInfo(alias=${str(wire)}, default=None)${isItems ? source('  # type: ignore[assignment]') : source('')}`;
    }
    return isItems ? code`${name(attribute)}: List[_T]` : code`${name(attribute)}: ${type} = None`;
  });
  const headers = places.filter(({ field }) => field.header !== null);
  const common = code`
    class ${name(base)}(BasePage[_T], Generic[_T]):
        ${docstring(scheme.description)}
        ${scheme.description === null ? null : source(' ')}
        ${fields}
        ${headers.map(({ attribute, field }) => code`${name(attribute)}: ${fieldType(field)} = None`)}

        @override
        def _get_page_items(self) -> List[_T]:
            ${itemsCode(places)}

        ${hasNext(scheme, places)}
        ${hasNext(scheme, places) === null ? null : source(' ')}
        @override
        def next_page_info(self) -> Optional[PageInfo]:
            ${nextCode(scheme, places, imports)}
        ${headers.length > 0 || isTopArray ? source(' ') : null}
        ${headers.length > 0 || isTopArray ? buildCode(places, isTopArray, imports) : null}
  `;
  const concrete = (['Sync', 'Async'] as const).map(
    (kind) => code`
      class ${name(`${kind}${own}`)}(${name(base)}[_T], ${name(`Base${kind}Page`)}[_T], Generic[_T]):
          ${docstring(scheme.description ?? 'A page, and by iterating the items of all pages from it on.')}
    `,
  );
  return [common, ...concrete];
}

/** Methods of every page. */
const PAGE_MEMBERS = new Set(['build', 'get_next_page', 'has_next_page', 'iter_pages', 'next_page_info']);

function attributeOf({ path }: PageField, casings: Casings): string {
  if (path.length === 0) return 'items';
  const wanted = lower(path[0] ?? 'value', casings, 'value');
  return PAGE_MEMBERS.has(wanted) || MODEL_MEMBERS.has(wanted) ? `${wanted}_` : wanted;
}

function fieldType(field: PageField): Code {
  switch (field.type.kind) {
    case 'boolean':
      return source('Optional[bool]');
    case 'integer':
      return source('Optional[int]');
    case 'number':
      return source('Optional[float]');
    case 'string':
      return source('Optional[str]');
    default:
      return source('Optional[Any]');
  }
}

function find(places: readonly FieldPlace[], purpose: PageField['purpose']): FieldPlace | undefined {
  return places.find(({ field }) => field.purpose === purpose);
}

/** Reads a field, which may be nested. */
function read({ field, attribute }: FieldPlace): Code {
  if (field.header !== null || field.path.length <= 1) return code`self.${name(attribute)}`;
  const rest = field.path.slice(1);
  return rest.reduce<Code>(
    (inner, key) => code`(${inner} or {}).get(${str(key)})`,
    code`self.${name(attribute)}`,
  );
}

function itemsCode(places: readonly FieldPlace[]): Code {
  const items = find(places, 'items');
  if (items === undefined) return source('return []');
  return code`return cast("List[_T]", ${read(items)} or [])`;
}

function hasNext(scheme: PageScheme, places: readonly FieldPlace[]): Code | null {
  const flag = find(places, 'has_next_page');
  if (flag === undefined && !scheme.continueOnEmptyItems) return null;
  const last = scheme.continueOnEmptyItems
    ? source('return self.next_page_info() is not None')
    : source('return super().has_next_page()');
  return code`
    @override
    def has_next_page(self) -> bool:
        ${
          flag === undefined
            ? null
            : code`
          if ${read(flag)} is False:
              return False
        `
        }
        ${last}
  `;
}

function nextCode(scheme: PageScheme, places: readonly FieldPlace[], imports: Imports): Code {
  const param = (purpose: string) => scheme.request.find((one) => one.purpose === purpose)?.name;
  const info = (wire: string, next: Part) =>
    scheme.paramsIn === 'body'
      ? code`PageInfo(json={${str(wire)}: ${next}})`
      : code`PageInfo(params={${str(wire)}: ${next}})`;
  const given =
    scheme.paramsIn === 'body'
      ? source('cast("Dict[str, Any]", self._options.json_data or {})')
      : source('cast("Dict[str, Any]", self._options.params)');
  switch (scheme.kind) {
    case 'cursor': {
      const next = find(places, 'next_cursor_field');
      const wire = param('next_cursor_param');
      if (next === undefined || wire === undefined) return source('return None');
      const before = find(places, 'previous_cursor_field');
      const beforeWire = param('previous_cursor_param');
      const back =
        before === undefined || beforeWire === undefined
          ? null
          : code`
        if ${given}.get(${str(beforeWire)}):
            previous = ${read(before)}
            return ${info(beforeWire, source('previous'))} if previous else None

      `;
      return code`
        ${back}
        cursor = ${read(next)}
        return ${info(wire, source('cursor'))} if cursor else None
      `;
    }
    case 'cursor_id': {
      const wire = param('next_cursor_id_param');
      const beforeWire = param('previous_cursor_id_param');
      if (wire === undefined) return source('return None');
      const id = find(places, 'cursor_item_id');
      const key = id?.field.path.at(-1) ?? 'id';
      const back =
        beforeWire === undefined
          ? null
          : code`
        if ${given}.get(${str(beforeWire)}):
            first = getattr(items[0], ${str(lower(key, { initialisms: new Set(), custom: new Map() }, 'id'))}, None)
            return ${info(beforeWire, source('first'))} if first else None

      `;
      return code`
        items = self._get_page_items()
        if not items:
            return None
        ${back}
        last = getattr(items[-1], ${str(lower(key, { initialisms: new Set(), custom: new Map() }, 'id'))}, None)
        return ${info(wire, source('last'))} if last else None
      `;
    }
    case 'cursor_url': {
      const next = find(places, 'cursor_url_field');
      if (next === undefined) return source('return None');
      imports.from('httpx', 'URL');
      return code`
        url = ${read(next)}
        return PageInfo(url=URL(url)) if url else None
      `;
    }
    case 'offset': {
      const wire = param('offset_count_param');
      if (wire === undefined) return source('return None');
      const start = find(places, 'offset_count_start_field');
      const total = find(places, 'offset_total_count_field');
      const from =
        start === undefined
          ? code`
        offset = int(${given}.get(${str(wire)}) or 0)
      `
          : code`
        offset = ${read(start)}
        if offset is None:
            return None
      `;
      const end =
        total === undefined
          ? code`return ${info(wire, source('count'))}`
          : code`
        total = ${read(total)}
        if total is None:
            return None
        return ${info(wire, source('count'))} if count < total else None
      `;
      return code`
        ${from}
        count = offset + len(self._get_page_items())
        ${end}
      `;
    }
    case 'page_number': {
      const wire = param('page_number_param');
      if (wire === undefined) return source('return None');
      const current = find(places, 'current_page_number_field');
      const total = find(places, 'total_page_count_field');
      const from =
        current === undefined
          ? code`int(${given}.get(${str(wire)}) or 1)`
          : code`${read(current)} or int(${given}.get(${str(wire)}) or 1)`;
      const end =
        total === undefined
          ? code`return ${info(wire, source('page + 1'))}`
          : code`
        total = ${read(total)}
        if total is not None and page >= total:
            return None
        return ${info(wire, source('page + 1'))}
      `;
      return code`
        page = ${from}
        ${end}
      `;
    }
    case 'fake_page':
      return code`
        """Always None: the list is one page."""
        return None
      `;
    default:
      return scheme.kind satisfies never;
  }
}

/** A page whose body is the list, or that has fields in headers. */
function buildCode(places: readonly FieldPlace[], isTopArray: boolean, imports: Imports): Code {
  imports.from('httpx', 'Response');
  imports.from('typing_extensions', 'Self');
  imports.from('._utils', 'is_mapping');
  const headers = places.flatMap(({ field, attribute }) =>
    field.header === null ? [] : [code`${str(attribute)}: response.headers.get(${str(field.header)}),`],
  );
  return code`
    @classmethod
    @override
    def build(cls, *, response: Response, data: object) -> Self:
        body = cast("Dict[str, Any]", data) if is_mapping(data) else ${isTopArray ? source('{"items": data}') : source('cast("Dict[str, Any]", {})')}
        return cls.construct(
            None,
            **{
                **body,
                ${headers}
            },
        )
  `;
}
