import type { Method, Resource } from '../../api/method-types.ts';
import { type Casings, camel, pascal, singular } from '../../names/casing.ts';
import { identifier } from '../../names/identifier.ts';
import { Scope } from '../../names/scope.ts';

const KEYWORDS =
  'break case chan const continue default defer else fallthrough for func go goto if import interface map package ' +
  'range return select struct switch type var';
const PREDECLARED =
  'any append bool byte cap clear close comparable complex copy delete error false float32 float64 imag int int64 iota ' +
  'len make max min new nil panic print println real recover rune string true uint uint64 init main _';
/** Identifiers under which generated code imports packages. */
const PACKAGES =
  'apierror apiform apijson apiquery bytes constant context errors fmt http internal io json mime multipart option ' +
  'os pagination param paramutil reflect requestconfig respjson shared shimjson slices ssestream strings testing ' +
  'testutil time url';

/** Names of local variables, parameters and results of generated methods. */
const LOCALS = 'r ctx opts res err path raw stream cfg env precfg data v u';

export const RESERVED: ReadonlySet<string> = new Set(
  `${KEYWORDS} ${PREDECLARED} ${PACKAGES} ${LOCALS}`.split(' '),
);

/** Names of the root package that do not come from the API. */
const ROOT_NAMES =
  'DefaultClientOptions Error String Int Bool Float Time Opt Ptr IntPtr BoolPtr FloatPtr StringPtr ' +
  'TimePtr File NewFile F Null Raw FileParam file paramObj paramUnion';

const FIELD_NAMES =
  'JSON RawJSON UnmarshalJSON MarshalJSON MarshalMultipart URLQuery ExtraFields SetExtraFields Overrides ToParam ' +
  'WireUnion AsAny AsUnion APIObject APIUnion';

export interface GoNames {
  readonly casings: Casings;
  /** Names of the root and of the shared package: one scope, because the root has aliases of shared types. */
  readonly root: Scope;
}

/** The client's type and constructor. */
export interface ClientNames {
  readonly type: string;
  /** `New<Type>` */
  readonly maker: string;
}

/** From `options.client_name`, as it is written if Go exports that; by default `Client`. */
export function clientNames(given: unknown, casings: Casings): ClientNames {
  const name = typeof given === 'string' && given.trim() !== '' ? given.trim() : 'Client';
  const plain = /^[A-Z]\w*$/.test(name) ? name : exported(name, casings);
  const own = new Set(ROOT_NAMES.split(' '));
  const type = own.has(plain) || own.has(`New${plain}`) ? `${plain}Client` : plain;
  return { type, maker: `New${type}` };
}

export function newNames(casings: Casings, client: ClientNames): GoNames {
  const reserved = new Set([...RESERVED, ...ROOT_NAMES.split(' '), client.type, client.maker]);
  return { casings, root: new Scope({ reserved, maxLength: 120 }) };
}

/** An exported name: `file_id` → `FileID`. */
export function exported(name: string, casings: Casings): string {
  const made = identifier(pascal(name, casings), { prefix: 'X', empty: 'X' });
  // A name without an upper-case first letter would not be exported.
  return /^\p{Lu}/u.test(made) ? made : `X${made}`;
}

/** The name of a function parameter. */
export function unexported(name: string, casings: Casings): string {
  const made = identifier(camel(name, casings), { prefix: 'x', empty: 'x' });
  return /^\p{Lu}/u.test(made) ? `x${made}` : made;
}

/** Names of the fields of one struct. */
export function fieldScope(): Scope {
  return new Scope({ reserved: new Set(FIELD_NAMES.split(' ')), maxLength: 100 });
}

/** Names of the parameters of one function. */
export function localScope(): Scope {
  return new Scope({ reserved: RESERVED, maxLength: 60 });
}

/** Fields and methods of a service. */
export function serviceScope(isClient: boolean): Scope {
  const own = isClient ? 'Options Execute Get Post Put Patch Delete' : 'Options';
  return new Scope({ reserved: new Set(own.split(' ')), maxLength: 100 });
}

/** `['files', 'versions']` → `FileVersion`: the prefix of a resource's types. */
export function resourceBase(path: readonly string[], casings: Casings): string {
  return path.map((part) => exported(singular(part), casings)).join('');
}

export function methodName(method: Pick<Method, 'name'>, casings: Casings): string {
  if (method.name === 'create') return 'New';
  if (method.name === 'retrieve') return 'Get';
  return exported(method.name, casings);
}

/** Key of a resource in the names table. */
export function resourceKey(resource: Pick<Resource, 'path'>): string {
  return `resource ${resource.path.join('.')}`;
}

/** The parts of a type's name, starting with its owner; for an element type the last part is in the singular. */
export interface TypePath {
  readonly prefix: string;
  readonly last: string;
  readonly isElement: boolean;
  /** Adds `Param` to the name, for types that are sent. */
  readonly suffix: string;
}

export function topPath(name: string, suffix = ''): TypePath {
  return { prefix: name, last: '', isElement: false, suffix };
}

/** The type of a property of the type at `path`. */
export function below(path: TypePath, name: string): TypePath {
  return { prefix: path.prefix + path.last, last: name, isElement: false, suffix: path.suffix };
}

export function element(path: TypePath): TypePath {
  return { ...path, isElement: true };
}

export function typeName(path: TypePath, casings: Casings): string {
  const last = path.isElement && path.last !== '' ? exported(singular(path.last), casings) : path.last;
  return `${path.prefix}${last}${path.suffix}`;
}
