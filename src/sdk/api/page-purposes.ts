import { type Node, nodeOf } from '../../codegen/json.ts';
import type { PageField, PageParam, PageScheme } from './page-types.ts';

const PURPOSE = 'x-stainless-pagination-property';

/** Default names of parameters and fields by their purpose, for schemes that name none. */
const USUAL_PARAMS: readonly (readonly [PageScheme['kind'], NonNullable<PageParam['purpose']>, RegExp])[] = [
  [
    'cursor',
    'next_cursor_param',
    /^(?:cursor|next_?cursor|page_?token|next_?token|after|starting_?after|next)$/i,
  ],
  ['cursor_id', 'next_cursor_id_param', /^(?:after|starting_?after|after_?id|cursor)$/i],
  ['offset', 'offset_count_param', /^(?:offset|skip|start)$/i],
  ['page_number', 'page_number_param', /^(?:page|page_?number)$/i],
];

const USUAL_FIELDS: readonly (readonly [
  PageScheme['kind'] | null,
  NonNullable<PageField['purpose']>,
  RegExp,
])[] = [
  [null, 'has_next_page', /^has_?(?:more|next|next_?page)$/i],
  ['cursor', 'next_cursor_field', /^(?:next_?cursor|cursor|next_?page_?token|next_?token|next|last_?id)$/i],
  ['cursor_url', 'cursor_url_field', /^(?:next|next_?url|next_?page_?url)$/i],
  ['offset', 'offset_total_count_field', /^(?:total|total_?count)$/i],
  ['page_number', 'current_page_number_field', /^(?:page|current_?page|page_?number)$/i],
  ['page_number', 'total_page_count_field', /^(?:total_?pages|pages|page_?count)$/i],
];

/** Whether a parameter is for pagination, by its name. */
export const isPageParameter = (name: string): boolean =>
  USUAL_PARAMS.some(([kind, , pattern]) => kind !== 'cursor_id' && pattern.test(name));

const PARAM_PURPOSES = new Set([
  'next_cursor_param',
  'previous_cursor_param',
  'next_cursor_id_param',
  'previous_cursor_id_param',
  'offset_count_param',
  'page_number_param',
]);
const FIELD_PURPOSES = new Set([
  'items',
  'has_next_page',
  'next_cursor_field',
  'previous_cursor_field',
  'cursor_item_id',
  'cursor_url_field',
  'offset_count_start_field',
  'offset_total_count_field',
  'current_page_number_field',
  'total_page_count_field',
]);

export function withoutPurpose(node: Node): Node {
  const { [PURPOSE]: _, ...rest } = node;
  return rest;
}

export function purposeOf(value: unknown): Node {
  const purpose = nodeOf(value)[PURPOSE];
  return typeof purpose === 'string' ? { purpose } : nodeOf(purpose);
}

export function withUsualParams(
  params: readonly PageParam[],
  kind: PageScheme['kind'],
): readonly PageParam[] {
  return USUAL_PARAMS.filter(([of]) => of === kind).reduce<readonly PageParam[]>(
    (known, [, purpose, pattern]) => {
      if (known.some((param) => param.purpose === purpose)) return known;
      const found = known.find((param) => param.purpose === null && pattern.test(param.name));
      return known.map((param) => (param === found ? { ...param, purpose } : param));
    },
    params,
  );
}

export function withUsualFields(
  fields: readonly PageField[],
  kind: PageScheme['kind'],
): readonly PageField[] {
  return USUAL_FIELDS.filter(([of]) => of === kind || of === null).reduce<readonly PageField[]>(
    (known, [, purpose, pattern]) => {
      if (known.some((field) => field.purpose === purpose)) return known;
      const found = known.find((field) => field.purpose === null && pattern.test(field.path.at(-1) ?? ''));
      return known.map((field) => (field === found ? { ...field, purpose } : field));
    },
    fields,
  );
}

export function isParamPurpose(text: string | null): text is NonNullable<PageParam['purpose']> {
  return text !== null && PARAM_PURPOSES.has(text);
}

export function isFieldPurpose(text: string | null): text is NonNullable<PageField['purpose']> {
  return text !== null && FIELD_PURPOSES.has(text);
}
