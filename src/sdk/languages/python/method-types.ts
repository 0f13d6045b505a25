import type { Argument, Method } from '../../api/method-types.ts';
import { type Code, code, source } from '../../code/code.ts';
import type { Imports } from './imports.ts';
import { importType, isBinaryBody, type MethodResult, pageClass, type ResultType } from './methods.ts';
import type { Expression, TypeContext } from './module-text.ts';
import type { ArgumentTypes } from './params.ts';
import { TypeModule } from './type-module.ts';

export interface MethodContext {
  readonly context: TypeContext;
  readonly imports: Imports;
  readonly types: ArgumentTypes;
  readonly relative: (module: string) => string;
  /** The method belongs to the client itself. */
  readonly isClient?: boolean;
}

/** Names and types of a method's arguments and its result, as they are written in its module. */
export class MethodTypes {
  readonly method: Method;
  readonly result: MethodResult;
  readonly isAsync: boolean;
  readonly given: MethodContext;

  constructor(method: Method, result: MethodResult, isAsync: boolean, given: MethodContext) {
    this.method = method;
    this.result = result;
    this.isAsync = isAsync;
    this.given = given;
  }

  /** The argument's name in the signature. */
  nameOf(argument: Argument): string {
    return this.given.context.names.methods.get(this.method)?.arguments.get(argument) ?? 'value';
  }

  /** The argument with a name on the wire; null if there is none. */
  argumentNamed(wire: string): Argument | null {
    return this.method.arguments.find((argument) => argument.name === wire) ?? null;
  }

  /** Whether callers may pass an idempotency key. */
  takesIdempotencyKey(): boolean {
    return this.method.idempotent;
  }

  /** The type of an argument. `full`: with formats, as in the dictionary of parameters. */
  argumentType(argument: Argument, full = false): Code {
    const { imports, relative, context, types } = this.given;
    if (argument.in === 'body' && isBinaryBody(this.method)) {
      if (this.method.body?.encodings[0]?.kind === 'text') return source('str');
      const content = imports.from(relative('_types'), 'FileContent');
      return code`${content} | ${imports.from(relative('_types'), this.isAsync ? 'AsyncBinaryTypes' : 'BinaryTypes')}`;
    }
    const known = types.get(argument);
    if (known !== undefined) return imported(full ? known.full : known.bare, this.given);
    // Positional path arguments are not in the dictionary, and are plain values.
    return imported(
      new TypeModule(context, 'resources', 'sent').shared(argument.type, argument.label, { bare: true }),
      this.given,
    );
  }

  /** What the method is annotated to return. */
  resultAnnotation(result: MethodResult): Code {
    const { imports, relative, context } = this.given;
    const prefix = this.isAsync ? 'Async' : '';
    switch (result.kind) {
      case 'nothing':
        return source('None');
      case 'binary':
        return imports.from(relative('_response'), `${prefix}BinaryAPIResponse`);
      case 'value':
        return this.typeCode(result.type);
      case 'page': {
        const page = code`${imports.from(relative('pagination'), pageClass(context.names, result.scheme, this.isAsync))}[${this.typeCode(result.item)}]`;
        return this.isAsync
          ? code`${imports.from(relative('_base_client'), 'AsyncPaginator')}[${this.typeCode(result.item)}, ${page}]`
          : page;
      }
      case 'stream':
        return code`${this.streamClass(result.format)}[${this.typeCode(result.event)}]`;
      default:
        return result satisfies never;
    }
  }

  /** The class of streams of a format. */
  streamClass(format: 'sse' | 'jsonl'): Code {
    const { imports, relative } = this.given;
    const prefix = this.isAsync ? 'Async' : '';
    return imports.from(relative('_streaming'), `${prefix}${format === 'jsonl' ? 'JSONLStream' : 'Stream'}`);
  }

  /** A type by its name, imported. */
  typeCode(type: ResultType): Code {
    return importType(type, this.given.imports, this.given.relative);
  }

  /** The class at run time; for type checkers, an alias is not a class. */
  cast(type: ResultType): Code {
    if (type.kind === 'builtin' || type.form === 'class') return this.typeCode(type);
    this.given.imports.from('typing', 'Any');
    return code`${this.given.imports.from('typing', 'cast')}(Any, ${this.typeCode(type)})`;
  }

  /** The class that the runtime makes of a response. */
  castTo(result: MethodResult): Code {
    const { imports, relative } = this.given;
    switch (result.kind) {
      case 'nothing':
        return imports.from(relative('_types'), 'NoneType');
      case 'binary':
        return imports.from(relative('_response'), `${this.isAsync ? 'Async' : ''}BinaryAPIResponse`);
      case 'value':
        return this.cast(result.type);
      case 'stream':
        return result.otherwise === null ? this.cast(result.event) : this.castTo(result.otherwise);
      case 'page':
        return this.cast(result.item);
      default:
        return result satisfies never;
    }
  }
}

/** The type from its module of parameters, with its imports added here. */
function imported({ code: expression, uses }: Expression, { imports, relative }: MethodContext): Code {
  const targets = uses.map((use) => ({ ...use, module: use.isOurs ? relative(use.module) : use.module }));
  if (targets.some((use) => imports.isTaken(use.as, use.module, use.what))) return source('object');
  for (const use of targets) imports.from(use.module, use.what, use.as);
  return expression;
}
