import type { Argument, Method, Resource, Result } from '../../api/method-types.ts';
import type { PageScheme } from '../../api/page-types.ts';
import type { Type } from '../../api/types.ts';
import type { Code } from '../../code/code.ts';
import type { Imports } from './imports.ts';
import type { TypeContext } from './module-text.ts';
import type { PythonNames } from './names.ts';
import { isSimple } from './shapes.ts';
import { name } from './text.ts';
import { TypeModule } from './type-module.ts';

/** A method's result, for the modules of resources and tests. */
export type MethodResult =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'binary'; readonly accept: string }
  | {
      readonly kind: 'value';
      readonly type: ResultType;
      readonly accept: string;
      readonly unwrap: string | null;
    }
  | { readonly kind: 'page'; readonly scheme: PageScheme; readonly item: ResultType }
  | {
      readonly kind: 'stream';
      readonly format: 'sse' | 'jsonl';
      readonly event: ResultType;
      readonly discriminator: string | null;
      readonly otherwise: Exclude<MethodResult, { kind: 'stream' }> | null;
    };

/** Of a named type: a class, an alias of a list or a dictionary, or an alias of anything else. */
export type ResultForm = 'class' | 'collection' | 'alias';

function formOf(type: Type): ResultForm {
  if (isClass(type)) return 'class';
  return type.kind === 'array' || type.kind === 'map' ? 'collection' : 'alias';
}

/** A type by an importable or builtin name. */
export type ResultType =
  | { readonly kind: 'named'; readonly class: string; readonly module: string; readonly form: ResultForm }
  | { readonly kind: 'builtin'; readonly name: 'object' | 'str' | 'int' | 'float' | 'bool' };

export interface ResultWriter {
  readonly context: TypeContext;
  /** Modules of results without their own name. */
  readonly write: (module: string, className: string, made: TypeModule) => void;
}

export function methodResult(method: Method, writer: ResultWriter): MethodResult {
  return resultOf(method, method.result, writer);
}

function resultOf(method: Method, result: Result, writer: ResultWriter): MethodResult {
  const { api } = writer.context;
  switch (result.kind) {
    case 'nothing':
      return { kind: 'nothing' };
    case 'binary':
      return { kind: 'binary', accept: result.contentType };
    case 'text':
      return {
        kind: 'value',
        type: { kind: 'builtin', name: 'str' },
        accept: result.contentType,
        unwrap: null,
      };
    case 'value':
      return {
        kind: 'value',
        type: namedType(method, result.type, writer),
        accept: method.accept,
        unwrap: result.unwrap,
      };
    case 'page': {
      const scheme = api.pageSchemes.find((one) => one.name === result.scheme);
      if (scheme === undefined)
        return {
          kind: 'value',
          type: namedType(method, result.type, writer),
          accept: method.accept,
          unwrap: null,
        };
      return { kind: 'page', scheme, item: namedType(method, result.item, writer) };
    }
    case 'stream': {
      const otherwise = result.otherwise === null ? null : resultOf(method, result.otherwise, writer);
      const isSame = result.otherwise?.kind === 'value' && sameType(result.otherwise.type, result.event);
      const event =
        isSame && otherwise?.kind === 'value'
          ? otherwise.type
          : namedType(method, result.event, writer, otherwise !== null);
      return {
        kind: 'stream',
        format: result.format,
        event,
        discriminator: result.discriminator,
        otherwise: otherwise === null || otherwise.kind === 'stream' ? null : otherwise,
      };
    }
    default:
      return result satisfies never;
  }
}

function namedType(method: Method, type: Type, writer: ResultWriter, isEvent = false): ResultType {
  const { context } = writer;
  const { api, names } = context;
  switch (type.kind) {
    case 'nullable':
      return namedType(method, type.type, writer, isEvent);
    case 'model': {
      const known = names.models.get(type.model);
      const model = api.models.get(type.model);
      if (known === undefined || model === undefined) return { kind: 'builtin', name: 'object' };
      return { kind: 'named', class: known.class, module: known.module, form: formOf(model.type) };
    }
    case 'unknown':
    case 'null':
    case 'binary':
      return { kind: 'builtin', name: 'object' };
    case 'boolean':
      return { kind: 'builtin', name: 'bool' };
    case 'integer':
      return { kind: 'builtin', name: 'int' };
    case 'number':
      return { kind: 'builtin', name: 'float' };
    case 'object':
      if (type.properties.length === 0 && type.additional === null)
        return { kind: 'builtin', name: 'object' };
      break;
    case 'string':
      if (isSimple(type)) return { kind: 'builtin', name: 'str' };
      break;
    case 'constant':
    case 'enum':
    case 'array':
    case 'map':
    case 'union':
      break;
    default:
      throw new Error(String(type satisfies never));
  }
  const known = names.methods.get(method);
  if (known === undefined) throw new Error(`${method.name} has no names`);
  const { class: className, module } = isEvent ? known.event : known.response;
  const named = { kind: 'named', class: className, module, form: formOf(type) } as const;
  if (!isEvent && !known.ownsResponse) return named;
  const made = new TypeModule(context, module, 'received');
  made.announce(className);
  made.define(className, type, null);
  made.export(className);
  writer.write(module, className, made);
  return named;
}

function sameType(left: Type, right: Type): boolean {
  const plain = (_key: string, member: unknown) => (typeof member === 'bigint' ? `${member}n` : member);
  return JSON.stringify(left, plain) === JSON.stringify(right, plain);
}

function isClass(type: Type): boolean {
  return type.kind === 'object' && type.properties.length > 0;
}

/** The type's name in a module of the package, which is imported. */
export function importType(type: ResultType, imports: Imports, relative: (module: string) => string): Code {
  return type.kind === 'builtin' ? name(type.name) : imports.from(relative(type.module), type.class);
}

export function pageClass(names: PythonNames, scheme: PageScheme, isAsync: boolean): string {
  return `${isAsync ? 'Async' : 'Sync'}${names.pages.get(scheme.name) ?? 'Page'}`;
}

/** Arguments in order: positional ones by rank, required before optional ones. */
export function orderedArguments(method: Method): {
  readonly positional: readonly Argument[];
  readonly named: readonly Argument[];
} {
  const positional = method.arguments
    .filter((argument) => argument.positional !== null)
    .sort((left, right) => (left.positional ?? 0) - (right.positional ?? 0));
  const rest = method.arguments.filter((argument) => argument.positional === null);
  return {
    positional,
    named: [...rest.filter(isRequired), ...rest.filter((argument) => !isRequired(argument))],
  };
}

export function isRequired(argument: Argument): boolean {
  return argument.required && argument.clientOption === null && argument.constant === undefined;
}

/** Arguments in the dictionary of parameters: all except positional path arguments. */
export function dictionaryArguments(method: Method): readonly Argument[] {
  return method.arguments.filter((argument) => !(argument.in === 'path' && argument.positional !== null));
}

export function isWholeBody(method: Method): boolean {
  return method.body?.shape === 'whole';
}

/** Whether there is a dictionary of parameters: named path arguments alone do not need one. */
export function hasParams(method: Method): boolean {
  return dictionaryArguments(method).some(
    (argument) => argument.in !== 'path' && !(argument.in === 'body' && isBinaryBody(method)),
  );
}

const FIRST = ['create', 'retrieve', 'update', 'list', 'delete'];

/** Methods in reading order: the usual five first, then the rest in the config file's order. */
export function orderedMethods(resource: Resource): readonly Method[] {
  const rank = ({ name }: Method) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return [...resource.methods].sort((left, right) => rank(left) - rank(right));
}

export function isBinaryBody(method: Method): boolean {
  const kind = method.body?.encodings[0]?.kind;
  return method.body?.shape === 'whole' && (kind === 'binary' || kind === 'text');
}
