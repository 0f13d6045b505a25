import { getTypes, normalizeTypes } from '@redocly/openapi-core';

/** A unique name that each payload would call if it were executed. */
export const CANARY = 'kilnran';

/**
 * Payloads that end a string, comment or template of some language, or are evaluated in it. `TEXT` is the word of the
 * place, `RUN` a call that runs if it is code.
 */
export const PAYLOADS: Readonly<Record<string, string>> = {
  'shell substitution': 'TEXT$(RUN)',
  backtick: 'TEXT`RUN`',
  'template literal': `TEXT\${RUN}`,
  'ruby interpolation': 'TEXT#{RUN}',
  'single quote': "TEXT' + RUN + '",
  'single quote, call': "TEXT');RUN;('",
  'single quote, php': "TEXT' . RUN . '",
  'double quote': 'TEXT" + RUN + "',
  'double quote, call': 'TEXT");RUN;("',
  'triple quote': 'TEXT"""\nRUN\n"""',
  'end of a comment': 'TEXT*/RUN/*',
  'end of a line comment': 'TEXT\nRUN\n//',
  'carriage return': 'TEXT\rRUN\r',
  'line separator': 'TEXT\u2028RUN\u2029',
  'end of markup': 'TEXT-->RUN<!--',
  'end of php': 'TEXT?><?php RUN; ?>',
  mustache: 'TEXT{{RUN}}{{{RUN}}}',
  format: 'TEXT%s%n%d RUN',
  'trailing backslash': 'TEXT RUN\\',
  'escaped quotes': 'TEXT\\" + RUN + \\"\\\' + RUN + \\\'',
  'struct tag': 'TEXT`RUN:"RUN,RUN"',
  'end of a code block': 'TEXT\n```\n\n```sh\nRUN\n```\n',
  'end of a document': 'TEXT ]]>\n</a>\n---\nRUN: RUN\n[RUN]\nRUN = 1\n',
  'workflow expression': `TEXT\${{ RUN }}`,
  'build property': 'TEXT$([RUN]::RUN())@(RUN)%(RUN)',
  'all on one line': 'TEXT\'"`*/ -->"""$(RUN)${RUN}#{RUN}{{RUN}}%s $([RUN]::RUN()) RUN\\',
  'all at once': 'TEXT\'"`*/ -->"""$(RUN)${RUN}#{RUN}{{RUN}}%s\r\n\u2028RUN\\',
};

interface NodeType {
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly additionalProperties?: unknown;
  readonly items?: unknown;
  readonly extensionsPrefix?: string;
}

export interface Infected {
  readonly description: unknown;
  /** Each place that was given a text, as `Type.property` or `Type{}` for its keys. */
  readonly places: ReadonlySet<string>;
  /** The words from which the texts were made. */
  readonly words: ReadonlySet<string>;
}

/** Which places are infected: only those with free text, or also keywords such as `in` and `$ref`. */
export type Reach = 'free' | 'everything';

/** Keywords that decide how the rest is read. Infected in a separate description. */
const STRUCTURAL = new Set([
  'openapi',
  '$ref',
  'type',
  'format',
  'in',
  'style',
  'scheme',
  'collectionFormat',
  'swagger',
]);
const URLS = /url$/i;

/**
 * The description with a payload at every place that holds a string by the linter's types of OpenAPI: including
 * places that the description omits, every key of a map, and extensions.
 */
export function infect(
  base: unknown,
  payload: string,
  run: string,
  extensions: readonly string[],
  { reach = 'free', except = new Set() }: { reach?: Reach; except?: ReadonlySet<string> } = {},
): Infected {
  const types = typesOf(base);
  const places = new Set<string>();
  const words = new Set<string>();
  const of = (word: string, place: string): string => {
    places.add(place);
    words.add(word);
    if (except.has(word)) return word;
    return payload.replaceAll('TEXT', word).replaceAll('RUN', run);
  };

  const key = (name: string, type: NodeType): string => {
    const place = `${type.name}{}`;
    if (type.name === 'Paths') {
      // Kiln's own generator makes no method of a path with blanks or a query: one of the paths has neither.
      const dropped = name.startsWith('/plain') ? /[\s\u2028\u2029?]+/g : /(?!)/;
      // What is in braces is the name of a parameter: as code it would still be seen.
      const parameter = new RegExp(`\\{\\s*${run}\\s*\\}`, 'g');
      return name
        .split(/(\/|\{\w+\})/)
        .map((part) => {
          if (part === '' || part === '/') return part;
          const [, inner] = /^\{(\w+)\}$/.exec(part) ?? [];
          return inner === undefined
            ? of(part, place).replaceAll('/', '').replace(parameter, `{x.${run}+1}`)
            : `{${of(inner, place).replace(/[{}/]/g, '')}}`;
        })
        .join('')
        .replace(dropped, '');
    }
    return of(name, place);
  };

  const scalar = (value: unknown, name: string, place: string): unknown => {
    if (typeof value === 'string') {
      if (URLS.test(name))
        return `${value.replace(/\{(\w+)\}/g, (_all, inner: string) => `{${of(inner, place).replace(/[{}/]/g, '')}}`)}/${of('u', place)}`;
      if (/email/i.test(name)) return of(value, place);
      return of(value, place);
    }
    if (Array.isArray(value)) return value.map((each: unknown) => scalar(each, name, place));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([inner, each]) => [of(inner, `${place}{}`), scalar(each, name, place)]),
      );
    }
    return value;
  };

  const walk = (value: unknown, type: NodeType | null, depth = 0): unknown => {
    if (type === null) return scalar(value, '', 'unknown');
    if (Array.isArray(value))
      return value.map((each: unknown) => {
        const inner = typeOf(type.items, each, '');
        return walk(each, isNodeType(inner) ? inner : null, depth);
      });
    if (typeof value !== 'object' || value === null) return value;
    if ('$ref' in value && typeof value.$ref === 'string') {
      const [, kind = '', name = ''] = /^#\/components\/(\w+)\/(\w+)$/.exec(value.$ref) ?? [];
      const to = of(name, `${type.name}.$ref`).replaceAll('~', '~0').replaceAll('/', '~1');
      return {
        $ref: reach === 'everything' ? of(value.$ref, `${type.name}.$ref`) : `#/components/${kind}/${to}`,
      };
    }
    const out: Record<string, unknown> = {};
    for (const [name, each] of Object.entries(value)) {
      const place = `${type.name}.${name}`;
      if (!Object.hasOwn(type.properties, name)) {
        const inner = typeOf(type.additionalProperties, each, name);
        const made = isNodeType(inner) ? walk(each, inner, depth) : scalar(each, name, `${type.name}{}`);
        // A code that selects a response, or a media type, is kept beside the infected one.
        if (type.name === 'Responses' || type.name === 'MediaTypesMap') {
          out[name] = made;
          out[
            type.name === 'Responses'
              ? of(name, `${type.name}{}`)
              : `${name};p="${of('m', `${type.name}{}`)}"`
          ] = made;
          if (type.name === 'MediaTypesMap') out[of('media', `${type.name}{}`)] = made;
        } else if (/^Mapping|DiscriminatorMapping$/.test(type.name)) {
          const [, target = ''] = /^#\/components\/schemas\/(\w+)$/.exec(String(each)) ?? [];
          const to = of(target, `${type.name}{}`).replaceAll('~', '~0').replaceAll('/', '~1');
          out[key(name, type)] = `#/components/schemas/${to}`;
        } else out[key(name, type)] = made;
        continue;
      }
      const inner = typeOf(type.properties[name], each, name);
      if (isNodeType(inner)) out[name] = walk(each, inner, depth);
      else if (STRUCTURAL.has(name) || isEnumerated(inner)) {
        out[name] = reach === 'everything' ? scalar(each, name, place) : each;
      } else out[name] = scalar(each, name, place);
    }
    for (const [name, declared] of Object.entries(type.properties)) {
      if (name in out || name === '$ref' || (STRUCTURAL.has(name) && reach === 'free') || EXCLUSIVE.has(name))
        continue;
      if (isString(declared))
        out[name] = scalar(
          `${type.name}${name.replace(/\W/g, '')}`.toLowerCase(),
          name,
          `${type.name}.${name}`,
        );
      else if (
        /^(example|default)$/.test(name) &&
        type.name === 'Schema' &&
        !('enum' in out) &&
        out.type === 'string'
      ) {
        out[name] = scalar(`any${name}`, name, `${type.name}.${name}`);
      } else {
        const inner = typeOf(declared, {}, name);
        if (isNodeType(inner) && !GIVEN.has(inner.name) && depth < 8) {
          out[name] = walk(instance(inner, name), inner, depth + 1);
        }
      }
    }
    if (type.extensionsPrefix === 'x-') {
      for (const name of extensions) out[name] = of('extension', `${type.name}.x-*`);
    }
    return out;
  };

  const root = types.Root;
  return { description: walk(base, isNodeType(root) ? root : null), places, words };
}

/** An object of a type that the description lacks: its texts are added to it. */
function instance(type: NodeType, name: string): unknown {
  const word = `${type.name}${name.replace(/\W/g, '')}`.toLowerCase();
  if (type.items !== undefined) return [{}];
  return type.additionalProperties === undefined ? {} : { [word]: {} };
}

/** Types whose objects would change the meaning where they are added: the description contains them elsewhere. */
const GIVEN = new Set(
  (
    'Root Paths PathItem PathItemMap Operation Schema SchemaProperties AllOf AnyOf OneOf Parameter ParameterList RequestBody ' +
    'Response Responses Callback CallbackMap CallbacksMap Components ServerList SecurityRequirementList HeaderMap ' +
    'HeadersMap MediaTypesMap Discriminator DiscriminatorMapping SchemaMap ResponseMap ParameterMap RequestBodyMap ' +
    'SecuritySchemeMap TagList WebhooksMap PatternProperties DependentRequired NamedPathItems NamedSchemas'
  ).split(' '),
);

/** Equivalent to something else that exists, or of another meaning beside it. */
const EXCLUSIVE = new Set([
  ...[
    'operationRef',
    'externalValue',
    'const',
    'prefixItems',
    'contains',
    'propertyNames',
    'if',
    'then',
    'else',
  ],
  // They change what references lead to.
  ...['$id', 'id', '$anchor', '$dynamicAnchor', '$dynamicRef', '$schema', '$vocabulary'],
]);

function typeOf(declared: unknown, value: unknown, name: string): unknown {
  return typeof declared === 'function' ? declared(value, name) : declared;
}

function isNodeType(value: unknown): value is NodeType {
  return typeof value === 'object' && value !== null && 'name' in value && 'properties' in value;
}

const isString = (declared: unknown): boolean =>
  typeof declared === 'object' &&
  declared !== null &&
  'type' in declared &&
  declared.type === 'string' &&
  !isEnumerated(declared);

const isEnumerated = (declared: unknown): boolean =>
  typeof declared === 'object' && declared !== null && 'enum' in declared;

/** The linter's types of the version that a description has. */
function typesOf(description: unknown): ReturnType<typeof normalizeTypes> {
  const isNewer =
    typeof description === 'object' &&
    description !== null &&
    'openapi' in description &&
    String(description.openapi).startsWith('3.1');
  return normalizeTypes(getTypes(isNewer ? 'oas3_1' : 'oas3_0'));
}

/** Every place that holds a string, by the types of the description's version: all must have been infected. */
export function stringPlaces(description: unknown): Set<string> {
  const places = new Set<string>();
  for (const [name, type] of Object.entries(typesOf(description))) {
    if (!isNodeType(type)) continue;
    for (const [property, declared] of Object.entries(type.properties)) {
      if (isString(declared)) places.add(`${name}.${property}`);
    }
  }
  return places;
}
