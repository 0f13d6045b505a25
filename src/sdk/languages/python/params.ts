import type { Argument, Method } from '../../api/method-types.ts';
import type { Type } from '../../api/types.ts';
import { code, source } from '../../code/code.ts';
import type { FileWriter } from './files.ts';
import {
  dictionaryArguments,
  hasParams,
  isBinaryBody,
  isRequired,
  isWholeBody,
  type MethodResult,
} from './methods.ts';
import type { Expression, TypeContext } from './module-text.ts';
import { name } from './text.ts';
import { type DictionaryField, TypeModule } from './type-module.ts';
import type { TypeExport } from './types.ts';

/** Types of arguments in their module of parameters. */
export type ArgumentTypes = Map<Argument, { readonly full: Expression; readonly bare: Expression }>;

/** The dictionary of a method's parameters, with names on the wire. Null if it has none. */
export function writeParams(
  method: Method,
  result: MethodResult,
  context: TypeContext,
  files: FileWriter,
  types: ArgumentTypes,
): TypeExport | null {
  const known = context.names.methods.get(method);
  if (known === undefined || !hasParams(method)) return null;
  const { class: className, module } = known.params;
  const made = new TypeModule(context, module, 'sent');
  made.announce(className);
  if (result.kind === 'stream' && result.discriminator !== null)
    for (const suffix of ['Base', 'NonStreaming', 'Streaming']) made.announce(`${className}${suffix}`);
  const fields = dictionaryArguments(method)
    .filter((argument) => !(argument.in === 'body' && isBinaryBody(method)))
    .map((argument) => ({
      ...fieldOf(argument, method, known.arguments.get(argument) ?? 'value'),
      onWritten: (full: Expression, bare: Expression) => types.set(argument, { full, bare }),
    }));
  const ordered = [
    ...fields.filter(({ required }) => required),
    ...fields.filter(({ required }) => !required),
  ];
  if (result.kind === 'stream' && result.discriminator !== null) {
    writeStreamingParams(made, className, ordered, result.discriminator);
  } else {
    made.begin(className);
    made.add(made.dictionary(className, ordered, { description: null }));
    made.export(className);
  }
  files.pythonWithHeader(module, (header) => made.render(header, { future: true }));
  return { class: className, module };
}

/** Two dictionaries, one with `stream: True`, so that type checkers infer the result of a call. */
function writeStreamingParams(
  made: TypeModule,
  className: string,
  fields: readonly DictionaryField[],
  discriminator: string,
): void {
  const base = `${className}Base`;
  const plain = `${className}NonStreaming`;
  const streaming = `${className}Streaming`;
  const flag = fields.find((field) => field.name === discriminator);
  const rest = fields.filter((field) => field !== flag);
  made.begin(base);
  made.add(made.dictionary(base, rest, { description: null }));
  const facts = { title: null, variantName: null, example: undefined, pointer: '' };
  const constant = (value: boolean): Type => ({ ...facts, description: null, kind: 'constant', value });
  const field = (value: boolean): DictionaryField => ({
    name: discriminator,
    names: {},
    required: value,
    description: flag?.description ?? null,
    ...(flag?.chosen === undefined ? {} : { chosen: flag.chosen }),
    type: value ? constant(true) : { ...facts, description: null, kind: 'nullable', type: constant(false) },
  });
  const bases = [name(base)];
  made.add(made.dictionary(plain, [field(false)], { description: null, bases }));
  made.add(made.dictionary(streaming, [field(true)], { description: null, bases }));
  made.imports.from('typing', 'Union');
  made.imports.from('typing_extensions', 'TypeAlias');
  made.add(code`${name(className)}: TypeAlias = ${source('Union')}[${name(plain)}, ${name(streaming)}]`);
  made.export(className);
}

function fieldOf(argument: Argument, method: Method, chosen: string): DictionaryField {
  return {
    name: argument.name,
    names: argument.names,
    type: argument.type,
    required: isRequired(argument) || argument.positional !== null,
    description: argument.description,
    chosen,
    hint: argument.label,
    isOwnName: argument.in === 'path' || (argument.in === 'body' && isWholeBody(method)),
  };
}
