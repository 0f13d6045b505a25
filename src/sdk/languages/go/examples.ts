import type { Argument } from '../../api/method-types.ts';
import type { Json } from '../../api/types.ts';
import { type Code, code, join } from '../../code/code.ts';
import { alignKeys } from './align.ts';
import type { Declaration, Field, UnionVariant } from './declarations.ts';
import { BASIC, type GoFile, type GoType } from './gofile.ts';
import type { PlannedMethod } from './methods.ts';
import type { SdkPlan } from './sdk-plan.ts';
import { codeFrom, floatLiteral, identifier, integerLiteral, stringLiteral } from './text.ts';
import { isList, isMap, VariantFit } from './variant-fit.ts';

/** Example values of an API as Go expressions, for tests and README. */
export class Examples {
  readonly #file: GoFile;
  readonly #declarations: ReadonlyMap<string, Declaration>;
  readonly #variants: VariantFit;
  /** Unions in progress, with the value: a recursive union is no variant of the same value again. */
  readonly #open: { readonly union: string; readonly json: Json }[] = [];

  constructor(plan: SdkPlan, file: GoFile) {
    this.#file = file;
    this.#declarations = declarationsOf(plan);
    this.#variants = new VariantFit(plan, this.#declarations);
  }

  /** An argument of the function, e.g. `"id"`. */
  argument(type: GoType, json: Json): Code {
    return this.#value(type, json, null);
  }

  /** `pkg.FooParams{…}` with the given arguments. */
  params(planned: PlannedMethod, values: ReadonlyMap<Argument, Json>): Code | null {
    if (planned.params === null) return null;
    const { declaration } = planned.params;
    const entries = declaration.fields.flatMap((field) => {
      const argument = planned.method.arguments.find(
        (one) => one.name === field.wireName && one.in === field.in,
      );
      const json = argument === undefined ? undefined : (values.get(argument) ?? constantOf(argument, field));
      return json === undefined ? [] : [[identifier(field.name), this.#field(field, json)] as const];
    });
    return this.#literal(this.#file.ref('root', declaration.name), entries);
  }

  #literal(type: Code, entries: readonly (readonly [Code, Code])[]): Code {
    return entries.length === 0
      ? code`${type}{}`
      : code`
          ${type}{
          ${alignKeys(entries)}
          }
        `;
  }

  #field(field: Field, json: Json): Code {
    return this.#value(field.type, json, field.format);
  }

  #value(type: GoType, json: Json, format: Field['format']): Code {
    switch (type.kind) {
      case 'field':
        return this.#wrapped(type.of, json, format);
      case 'opt':
        return this.#optional(type.of, json, format);
      case 'pointer': {
        const inner = this.#value(type.of, json, format);
        return inner.text.endsWith('}') && type.of.kind === 'named'
          ? code`&${inner}`
          : code`&[]${this.#file.type(type.of)}{${inner}}[0]`;
      }
      case 'slice':
        return this.#slice(type, json, format);
      case 'map':
        return this.#map(type, json, format);
      case 'library':
        if (type.name === 'Reader') return this.#reader(json);
        return this.#time(json);
      case 'basic':
        return this.#basic(type.name, json);
      case 'named':
        return this.#named(type, json, format);
    }
  }

  #root(name: string): Code {
    return code`${this.#file.own('root')}.${identifier(name)}`;
  }

  /** v1 */
  #wrapped(type: GoType, json: Json, format: Field['format']): Code {
    if (json === null) return code`${this.#root('Null')}[${this.#file.type(type)}]()`;
    const value = this.#value(type, json, format);
    const typed = this.#typed(type, value);
    return code`${this.#root('F')}${type.kind === 'library' && type.name === 'Reader' ? code`[${this.#file.type(type)}]` : null}(${typed})`;
  }

  /** An untyped constant gets a type. */
  #typed(type: GoType, value: Code): Code {
    if (type.kind === 'basic' && (type.name === 'int64' || type.name === 'float64'))
      return code`${identifier(type.name)}(${value})`;
    if (type.kind === 'basic' && type.name === 'any') return code`any(${value})`;
    if (type.kind !== 'named') return value;
    const declaration = this.#declarations.get(type.name);
    if (declaration?.kind === 'alias') return this.#typed(declaration.type, value);
    if (declaration?.kind === 'enum' || declaration?.kind === 'interface') {
      return code`${this.#file.type(type)}(${value})`;
    }
    return value;
  }

  /** v2 */
  #optional(type: GoType, json: Json, format: Field['format']): Code {
    const param = () => this.#file.own('param');
    if (json === null) return code`${param()}.Null[${this.#file.type(type)}]()`;
    const value = this.#value(type, json, format);
    const helpers: Readonly<Record<string, string>> = {
      string: 'String',
      int64: 'Int',
      bool: 'Bool',
      float64: 'Float',
    };
    const helper = type.kind === 'basic' ? helpers[type.name] : type.kind === 'library' ? 'Time' : undefined;
    if (helper !== undefined) return code`${this.#root(helper)}(${value})`;
    return code`${param()}.NewOpt[${this.#file.type(type)}](${value})`;
  }

  #slice(type: GoType & { kind: 'slice' }, json: Json, format: Field['format']): Code {
    const shown = this.#file.type(type);
    if (!isList(json)) return code`${shown}{}`;
    const elements = json.map((item) => this.#element(type.of, item, format));
    if (elements.length === 0) return code`${shown}{}`;
    return elements.some(({ text }) => text.includes('\n'))
      ? code`
          ${shown}{
          ${elements.map((element) => code`\t${element},`)}
          }
        `
      : code`${shown}{${join(elements, ', ')}}`;
  }

  #element(type: GoType, json: Json, format: Field['format']): Code {
    const value = this.#value(type, json, format);
    // In a list the elements' type is implied, and gofmt -s omits it.
    const prefix = `${this.#file.type(type).text}{`;
    return type.kind === 'named' && value.text.startsWith(prefix) && this.#isStruct(type)
      ? codeFrom(value, prefix.length - 1)
      : value;
  }

  #isStruct(type: GoType & { kind: 'named' }): boolean {
    const declaration = this.#declarations.get(type.name);
    return declaration?.kind === 'struct' || declaration?.kind === 'union';
  }

  #map(type: GoType & { kind: 'map' }, json: Json, format: Field['format']): Code {
    const shown = this.#file.type(type);
    if (!isMap(json)) return code`${shown}{}`;
    const entries = Object.entries(json).map(
      ([key, value]) => [stringLiteral(key), this.#element(type.of, value, format)] as const,
    );
    return this.#literal(shown, entries);
  }

  #reader(json: Json): Code {
    const text = typeof json === 'string' ? json : 'Example data';
    return code`${this.#file.std('io')}.Reader(${this.#file.std('bytes')}.NewBuffer([]byte(${stringLiteral(text)})))`;
  }

  #time(json: Json): Code {
    const time = this.#file.std('time');
    const date = new Date(typeof json === 'string' ? json : 0);
    const at = Number.isNaN(date.getTime()) ? new Date(0) : date;
    return code`${time}.UnixMilli(${at.getTime()}).UTC()`;
  }

  #basic(name: string, json: Json): Code {
    switch (name) {
      case 'string':
        return stringLiteral(typeof json === 'string' ? json : json === null ? '' : String(json));
      case 'bool':
        return json === true ? code`true` : code`false`;
      case 'int64':
        return wholeNumber(json);
      case 'float64':
        return typeof json === 'bigint' ? integerLiteral(json) : floatLiteral(Number(json));
      default:
        return this.#any(json);
    }
  }

  #any(json: Json): Code {
    if (typeof json === 'string') return stringLiteral(json);
    if (typeof json === 'bigint') return anyInteger(json);
    if (typeof json === 'number') return floatLiteral(json);
    if (typeof json === 'boolean') return json ? code`true` : code`false`;
    if (json === null) return code`nil`;
    if (isList(json)) {
      return this.#slice({ kind: 'slice', of: BASIC.any }, json, null);
    }
    const entries = Object.entries(json).map(
      ([key, value]) => [stringLiteral(key), this.#any(value)] as const,
    );
    return this.#literal(code`map[string]any`, entries);
  }

  #named(type: GoType & { kind: 'named' }, json: Json, format: Field['format']): Code {
    if (type.pkg === 'constant') return stringLiteral(typeof json === 'string' ? json : '');
    const shown = this.#file.ref(type.pkg === 'shared' ? 'shared' : 'root', type.name);
    const declaration = this.#declarations.get(type.name);
    switch (declaration?.kind) {
      case 'alias':
        return this.#value(declaration.type, json, format);
      case 'defined': {
        const inner = this.#value(declaration.type, json, format);
        return code`${shown}(${inner})`;
      }
      case 'enum': {
        const member = declaration.members.find(({ value }) => value === json);
        if (member !== undefined)
          return this.#file.ref(type.pkg === 'shared' ? 'shared' : 'root', member.name);
        return this.#basic(declaration.of, json);
      }
      case 'struct': {
        if (!isMap(json)) return code`${shown}{}`;
        const known = declaration.fields.flatMap((field) => {
          const value = json[field.wireName];
          return value === undefined ? [] : [[identifier(field.name), this.#field(field, value)] as const];
        });
        const names = new Set(declaration.fields.map(({ wireName }) => wireName));
        const rest = Object.entries(json).filter(([name]) => !names.has(name));
        if (declaration.extras !== null && rest.length > 0) {
          const of = declaration.extras;
          known.push([
            identifier('ExtraFields'),
            this.#map({ kind: 'map', of }, Object.fromEntries(rest), null),
          ]);
        }
        return this.#literal(shown, known);
      }
      case 'union':
      case 'interface': {
        this.#open.push({ union: declaration.name, json });
        const open = declaration.variants.filter((variant) => !this.#isOpen(variant.type, json));
        const variant = this.#variants.of(open, json, declaration.discriminator);
        const written = this.#variant(declaration.kind, shown, variant, json);
        this.#open.pop();
        return written;
      }
      default:
        return this.#any(json);
    }
  }

  #variant(kind: 'union' | 'interface', shown: Code, variant: UnionVariant | null, json: Json): Code {
    if (kind === 'union') {
      return variant === null
        ? code`${shown}{}`
        : this.#literal(shown, [[identifier(variant.field), this.#held(variant, json)]]);
    }
    return variant === null
      ? code`nil`
      : this.#typed(variant.type, this.#value(variant.type, json, variant.format));
  }

  #isOpen(type: GoType, json: Json): boolean {
    return type.kind === 'named' && this.#open.some((one) => one.union === type.name && one.json === json);
  }

  #held(variant: UnionVariant, json: Json): Code {
    const { type } = variant;
    if (variant.isStruct) {
      const value = this.#value(type, json, variant.format);
      return value.text.endsWith('}') ? code`&${value}` : value;
    }
    const isOpen =
      (type.kind === 'basic' && type.name === 'any') || (type.kind === 'library' && type.name === 'Reader');
    return isOpen || variant.json === 'JSON'
      ? this.#value(type, json, variant.format)
      : this.#optional(type, json, variant.format);
  }
}

/** Optional constants are omitted; in v1, everything that is sent is written. */
function constantOf(argument: Argument, field: Field): Json | undefined {
  return field.type.kind === 'field' ? argument.constant : undefined;
}

/** An untyped constant is an `int`, which cannot hold every integer. */
function anyInteger(value: bigint): Code {
  if (BigInt.asIntN(64, value) === value) return integerLiteral(value);
  return BigInt.asUintN(64, value) === value
    ? code`uint64(${integerLiteral(value)})`
    : floatLiteral(Number(value));
}

function wholeNumber(json: Json): Code {
  if (typeof json === 'bigint') return BigInt.asIntN(64, json) === json ? integerLiteral(json) : code`0`;
  const value = Math.trunc(Number(json));
  if (!Number.isFinite(value)) return code`0`;
  return integerLiteral(BigInt.asIntN(64, BigInt(value)) === BigInt(value) ? BigInt(value) : 0);
}

const known = new WeakMap<SdkPlan, ReadonlyMap<string, Declaration>>();

/** All declared types by name. */
function declarationsOf(plan: SdkPlan): ReadonlyMap<string, Declaration> {
  const found = known.get(plan);
  if (found !== undefined) return found;
  const all = [
    plan.shared,
    plan.client.declarations,
    ...plan.resources.map(({ declarations }) => declarations),
  ];
  const made = new Map(all.flat().map((declaration) => [declaration.name, declaration]));
  known.set(plan, made);
  return made;
}
