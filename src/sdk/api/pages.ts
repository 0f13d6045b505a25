import { isNode, nodeOf, stringOf } from '../../codegen/json.ts';
import type { ConfigPath } from '../config/read.ts';
import type { Method as MethodConfig, PageScheme as SchemeConfig } from '../config/resources.ts';
import { propertiesOf } from './body.ts';
import type { Argument, Result } from './method-types.ts';
import type { Operation } from './operations.ts';
import {
  isFieldPurpose,
  isParamPurpose,
  purposeOf,
  withoutPurpose,
  withUsualFields,
  withUsualParams,
} from './page-purposes.ts';
import type { PageField, PageParam, PageScheme } from './page-types.ts';
import type { Report } from './report.ts';
import type { Schemas } from './schemas.ts';
import type { Model, ModelId, Type } from './types.ts';
import { unfolded } from './unfolded.ts';

export interface PageQuestion {
  readonly operation: Operation;
  readonly method: MethodConfig;
  readonly configPath: ConfigPath;
  readonly args: readonly Argument[];
  readonly type: Type;
}

/** The pagination schemes, and the methods that they match. */
export class Pages {
  readonly schemes: readonly PageScheme[];
  readonly #models: ReadonlyMap<ModelId, Model>;
  readonly #report: Report;

  constructor(
    configured: readonly SchemeConfig[],
    schemas: Schemas,
    models: ReadonlyMap<ModelId, Model>,
    report: Report,
  ) {
    this.#models = models;
    this.#report = report;
    this.schemes = configured.map((scheme, index) =>
      schemeOf(scheme, ['pagination', index], schemas, report),
    );
  }

  /** The pagination of a method; null if it is not paginated. */
  match({ method, configPath, args, type }: PageQuestion): Extract<Result, { kind: 'page' }> | null {
    const wanted = method.paginated;
    if (wanted === false) return null;
    const named = typeof wanted === 'string' ? this.schemes.find(({ name }) => name === wanted) : undefined;
    if (typeof wanted === 'string' && named === undefined) {
      const message = `There is no scheme ${JSON.stringify(wanted)} in pagination.`;
      this.#report.add('error', 'Pagination/SchemeNotFound', message, {
        config: [...configPath, 'paginated'],
      });
      return null;
    }
    const scheme = named ?? this.#fitting(args, type) ?? (wanted === true ? this.schemes[0] : undefined);
    if (scheme === undefined) {
      if (wanted === true)
        this.#report.add('error', 'Pagination/NotConfigured', 'No pagination scheme is configured.', {
          config: configPath,
        });
      return null;
    }
    const item = this.#itemAt(type, scheme.response);
    if (item === null) {
      const message = `The response has no list in the place of the items of the pagination scheme ${JSON.stringify(scheme.name)}.`;
      this.#report.add('error', 'Pagination/ItemsNotFound', message, { config: configPath });
      return null;
    }
    return { kind: 'page', scheme: scheme.name, item, type };
  }

  /** The first scheme of which a method has every parameter, and its response every field. Both may have more. */
  #fitting(args: readonly Argument[], type: Type): PageScheme | undefined {
    const names = { query: namesIn('query', args), body: namesIn('body', args) };
    return this.schemes.find(
      ({ request, response, paramsIn }) =>
        request.every(({ name }) => names[paramsIn].has(name)) &&
        response.every((field) => field.header !== null || this.#has(type, response, field)) &&
        (request.length > 0 || response.length > 0),
    );
  }

  /** Whether a response has a field of its scheme; the items must be a list. The id of an item is one of their fields. */
  #has(type: Type, fields: readonly PageField[], { path, purpose }: PageField): boolean {
    if (purpose === 'items') return this.#itemAt(type, fields) !== null;
    if (this.#at(type, path) !== null) return true;
    const item = purpose === 'cursor_item_id' ? this.#itemAt(type, fields) : null;
    return item !== null && this.#at(item, path) !== null;
  }

  #at(start: Type, path: readonly string[]): Type | null {
    let type = start;
    for (const name of path) {
      const whole = unfolded(type, this.#models);
      if (whole.kind !== 'object' && whole.kind !== 'nullable') return null;
      const found = propertiesOf(whole, this.#models).find((property) => property.name === name);
      if (found === undefined) return null;
      type = found.type;
    }
    return type;
  }

  #itemAt(type: Type, fields: readonly PageField[]): Type | null {
    const field = fields.find(({ purpose }) => purpose === 'items');
    const list = this.#at(type, field?.path ?? []);
    const whole = list === null ? null : unfolded(list, this.#models);
    const plain = whole?.kind === 'nullable' ? unfolded(whole.type, this.#models) : whole;
    return plain?.kind === 'array' ? plain.items : null;
  }
}

function namesIn(place: Argument['in'], args: readonly Argument[]): ReadonlySet<string> {
  return new Set(args.filter((argument) => argument.in === place).map(({ name }) => name));
}

function schemeOf(scheme: SchemeConfig, config: ConfigPath, schemas: Schemas, report: Report): PageScheme {
  const kind = scheme.type ?? 'cursor';
  const typeOf = (value: unknown, pointer: string): Type =>
    schemas.typeOf({ value: isNode(value) ? withoutPurpose(value) : {}, pointer });
  const base = `#/x-kiln-pagination/${scheme.name}`;
  const request = Object.entries(scheme.request ?? {}).map(([name, value]): PageParam => {
    const purpose = stringOf(purposeOf(value).purpose);
    return {
      name,
      type: typeOf(value, `${base}/request/${name}`),
      purpose: isParamPurpose(purpose) ? purpose : null,
    };
  });
  const fields = fieldsOf(scheme.response ?? {}, [], (value, path) =>
    typeOf(value, `${base}/response/${path.join('/')}`),
  );
  const response = withItems(fields, kind);
  const finished: PageScheme = {
    name: scheme.name,
    description: scheme.description ?? null,
    kind,
    request: withUsualParams(request, kind),
    response: withUsualFields(response, kind),
    paramsIn: scheme.param_location ?? 'query',
    continueOnEmptyItems: scheme.continue_on_empty_items === true,
  };
  if (kind !== 'fake_page' && !finished.response.some(({ purpose }) => purpose === 'items')) {
    report.add(
      'warning',
      'Pagination/ItemsNotFound',
      `The pagination scheme ${JSON.stringify(scheme.name)} has no field with items.`,
      { config },
    );
  }
  return finished;
}

function fieldsOf(
  properties: Readonly<Record<string, unknown>>,
  above: readonly string[],
  typeOf: (value: unknown, path: readonly string[]) => Type,
): PageField[] {
  return Object.entries(properties).flatMap(([name, value]): PageField[] => {
    const purpose = purposeOf(value);
    const path = purpose.is_top_level_array === true ? [] : [...above, ...name.split('.')];
    const inner = nodeOf(nodeOf(value).properties);
    if (Object.keys(inner).length > 0 && purpose.purpose === undefined) return fieldsOf(inner, path, typeOf);
    const named = stringOf(purpose.purpose);
    const field: PageField = {
      path,
      type: typeOf(value, path),
      purpose: purpose.is_top_level_array === true ? 'items' : isFieldPurpose(named) ? named : null,
      header: stringOf(purpose.from_header),
      required: purpose.required === true,
    };
    // The id of the last item is declared inside the items.
    const itemFields = fieldsOf(nodeOf(nodeOf(nodeOf(value).items).properties), ['items'], typeOf).filter(
      (one) => one.purpose === 'cursor_item_id',
    );
    return [field, ...itemFields.map((one) => ({ ...one, path: one.path.slice(1) }))];
  });
}

function withItems(fields: readonly PageField[], kind: PageScheme['kind']): readonly PageField[] {
  if (fields.some(({ purpose }) => purpose === 'items')) return fields;
  const lists = fields.filter(({ type, purpose }) => type.kind === 'array' && purpose === null);
  const usual = lists.find(({ path }) =>
    /^(?:data|items|results|entries|records|values)$/i.test(path.at(-1) ?? ''),
  );
  const items = usual ?? lists[0];
  if (items !== undefined)
    return fields.map((field) => (field === items ? { ...field, purpose: 'items' } : field));
  return kind === 'fake_page' && fields.length === 0
    ? [{ path: [], type: arrayOfUnknown, purpose: 'items', header: null, required: true }]
    : fields;
}

const unknownFacts = { description: null, title: null, variantName: null, example: undefined, pointer: '' };
const arrayOfUnknown: Type = { kind: 'array', items: { kind: 'unknown', ...unknownFacts }, ...unknownFacts };
