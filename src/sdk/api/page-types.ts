import type { Type } from './types.ts';

/**
 * A pagination scheme. A field's `path` leads to it from the root of the response; empty for the response itself
 * (`is_top_level_array`).
 */
export interface PageScheme {
  readonly name: string;
  readonly description: string | null;
  readonly kind: 'cursor' | 'cursor_id' | 'cursor_url' | 'offset' | 'page_number' | 'fake_page';
  readonly request: readonly PageParam[];
  readonly response: readonly PageField[];
  readonly paramsIn: 'query' | 'body';
  readonly continueOnEmptyItems: boolean;
}

export interface PageParam {
  readonly name: string;
  readonly type: Type;
  readonly purpose:
    | 'next_cursor_param'
    | 'previous_cursor_param'
    | 'next_cursor_id_param'
    | 'previous_cursor_id_param'
    | 'offset_count_param'
    | 'page_number_param'
    | null;
}

export interface PageField {
  readonly path: readonly string[];
  readonly type: Type;
  readonly purpose:
    | 'items'
    | 'has_next_page'
    | 'next_cursor_field'
    | 'previous_cursor_field'
    | 'cursor_item_id'
    | 'cursor_url_field'
    | 'offset_count_start_field'
    | 'offset_total_count_field'
    | 'current_page_number_field'
    | 'total_page_count_field'
    | null;
  /** Response header that contains it instead of the body. */
  readonly header: string | null;
  readonly required: boolean;
}

/** Rules for events; the first match applies, and unmatched events are dropped. */
export interface StreamRule {
  readonly when:
    | {
        readonly kind: 'event_type' /** Null: events without a type. */;
        readonly types: readonly (string | null)[];
      }
    | { readonly kind: 'data_starts_with'; readonly text: string }
    | { readonly kind: 'fallthrough' };
  readonly handle: 'yield' | 'error' | 'done';
  readonly errorProperty: string | null;
}
