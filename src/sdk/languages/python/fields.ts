import type { Property, Type } from '../../api/types.ts';
import type { Casings } from '../../names/casing.ts';
import { exactFirst } from '../../names/exact-first.ts';
import { identifier } from '../../names/identifier.ts';
import { Scope } from '../../names/scope.ts';
import { lower } from './names.ts';
import { KEYWORDS } from './text.ts';

/** Methods and settings of Pydantic's and our own model classes. */
export const MODEL_MEMBERS: ReadonlySet<string> = new Set(
  (
    'construct copy dict json schema schema_json parse_obj parse_raw parse_file from_orm validate fields ' +
    'update_forward_refs model_computed_fields model_config model_construct model_copy model_dump model_dump_json ' +
    'model_extra model_fields model_fields_set model_json_schema model_parametrized_name model_post_init ' +
    'model_rebuild model_validate model_validate_json model_validate_strings to_dict to_json Config'
  ).split(' '),
);

type Named = Pick<Property, 'name' | 'names' | 'type'>;

/** Names of an object's properties in its class. */
export function fieldNames<T extends Named>(
  properties: readonly T[],
  casings: Casings,
  way: 'received' | 'sent',
): ReadonlyMap<T, string> {
  const reserved = new Set([...KEYWORDS, ...(way === 'received' ? MODEL_MEMBERS : [])]);
  // A field `date` of type date would shadow its own type.
  if (properties.some(({ type }) => mentions(type, 'date'))) reserved.add('date');
  if (properties.some(({ type }) => mentions(type, 'date-time'))) reserved.add('datetime');
  const scope = new Scope({ reserved });
  const found = new Map<T, string>();
  const wantedName = ({ name, names }: T): string => {
    const wanted =
      names.property === undefined
        ? lower(name, casings, 'value')
        : identifier(names.property, { prefix: '_', empty: 'value' });
    // Names that begin with an underscore are private to Pydantic.
    return way === 'received' ? wanted.replace(/^_+/, 'api_') : wanted;
  };
  for (const property of exactFirst(properties, wantedName))
    found.set(property, scope.claim(property.name, wantedName(property)));
  return found;
}

function mentions(type: Type, format: 'date' | 'date-time'): boolean {
  switch (type.kind) {
    case 'string':
      return type.format === format;
    case 'nullable':
      return mentions(type.type, format);
    case 'array':
      return mentions(type.items, format);
    case 'map':
      return mentions(type.values, format);
    case 'union':
      return type.variants.some((variant) => mentions(variant.type, format));
    default:
      return false;
  }
}
