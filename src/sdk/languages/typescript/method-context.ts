import type { Api } from '../../api/api-types.ts';
import type { Method } from '../../api/method-types.ts';
import type { Code } from '../../code/code.ts';
import type { Casings } from '../../names/casing.ts';
import type { Features } from './features.ts';
import type { ModuleWriter } from './modules.ts';
import type { MethodNames } from './names.ts';
import type { TypeWriter } from './types.ts';

/** Context of a method's code. */
export interface MethodContext {
  readonly api: Api;
  readonly file: ModuleWriter;
  readonly types: TypeWriter;
  readonly casings: Casings;
  readonly features: Features;
  /** How code in the class accesses the client: `this._client`, or `this` in the client itself. */
  readonly client: Code;
  /** The class of the method. */
  readonly className: Code;
  /** A type of this method, by its name, which may be in another module. */
  own(name: string): Code;
  /** An example call of the method, for its documentation; null if there is none. */
  example(method: Method): Code | null;
}

/** The names of a method. One without names is a defect. */
export function namesOf(method: Method, { file }: MethodContext): MethodNames {
  const names = file.names.methods.get(method);
  if (names === undefined) throw new Error(`no names for method ${method.name}`);
  return names;
}
