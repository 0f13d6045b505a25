import { alternativesOf } from '../../api/alternatives.ts';
import type { Argument, Method } from '../../api/method-types.ts';
import type { Type } from '../../api/types.ts';
import { type Code, code, join, type Part, source } from '../../code/code.ts';
import { MethodCall } from './method-call.ts';
import { type MethodContext, MethodTypes } from './method-types.ts';
import { isRequired, type MethodResult, orderedArguments } from './methods.ts';
import { docLines, docstring, name, str, value } from './text.ts';
import { webhookCode } from './webhook-code.ts';

/** The method with its overloads. */
export function methodCode(
  method: Method,
  result: MethodResult,
  isAsync: boolean,
  given: MethodContext,
): Code {
  if (method.kind.kind === 'webhook_unwrap') return webhookCode(method, result, given);
  const writer = new Writer(new MethodTypes(method, result, isAsync, given));
  return join([...writer.overloads(), writer.implementation()], '\n\n');
}

/** The definition of a method: overloads, signature, documentation. */
class Writer {
  readonly #own: MethodTypes;
  readonly #call: MethodCall;

  constructor(own: MethodTypes) {
    this.#own = own;
    this.#call = new MethodCall(own);
  }

  overloads(): Code[] {
    const result = this.#own.result;
    if (result.kind !== 'stream' || result.discriminator === null || result.otherwise === null) return [];
    const { imports } = this.#own.given;
    imports.from('typing_extensions', 'overload');
    imports.from('typing_extensions', 'Literal');
    const plain = this.#own.resultAnnotation(result.otherwise);
    const stream = this.#own.resultAnnotation({ ...result, otherwise: null });
    const variants: readonly [Part, boolean, Code][] = [
      [source('Optional[Literal[False]] | Omit = omit'), false, plain],
      [source('Literal[True]'), true, stream],
      [source('bool'), true, code`${plain} | ${stream}`],
    ];
    imports.from('typing', 'Optional');
    return variants.map(
      ([type, required, answer]) => code`
        @overload
        ${this.#deprecation()}
        ${this.#definition(this.#signature({ name: result.discriminator ?? '', type: type ?? source(''), required }), answer)}
            ${this.#documentation() ?? source('...')}
            ${this.#documentation() === null ? null : source('...')}
      `,
    );
  }

  implementation(): Code {
    const result = this.#own.result;
    const isOverloaded = this.overloads().length > 0;
    if (result.kind === 'stream' && isOverloaded && result.otherwise !== null) {
      this.#own.given.imports.from(this.#own.given.relative('_utils'), 'required_args');
      this.#own.given.imports.from('typing_extensions', 'Literal');
      const needed = orderedArguments(this.#own.method);
      const required = [...needed.positional, ...needed.named.filter(isRequired)].map((argument) =>
        this.#own.nameOf(argument),
      );
      const flag = this.#own.argumentNamed(result.discriminator ?? '');
      const streaming = [
        ...required,
        ...(flag === null || required.includes(this.#own.nameOf(flag)) ? [] : [this.#own.nameOf(flag)]),
      ];
      const answer = code`${this.#own.resultAnnotation(result.otherwise)} | ${this.#own.resultAnnotation({ ...result, otherwise: null })}`;
      return code`
        @required_args([${join(required.map(str), ', ')}], [${join(streaming.map(str), ', ')}])
        ${this.#definition(
          this.#signature({
            name: result.discriminator ?? '',
            type: source('Optional[Literal[False]] | Literal[True] | Omit = omit'),
            required: false,
          }),
          answer,
        )}
            ${this.#body()}
      `;
    }
    return code`
      ${this.#deprecation()}
      ${this.#definition(this.#signature(null), this.#own.resultAnnotation(result))}
          ${this.#documentation()}
          ${this.#body()}
    `;
  }

  #deprecation(): Code | null {
    const text = this.#own.method.deprecated;
    if (text === null) return null;
    const mark = this.#own.given.imports.from('typing_extensions', 'deprecated');
    return code`@${mark}(${str(text === '' ? 'deprecated' : text)})`;
  }

  #definition(signature: readonly Code[], answer: Code): Code {
    const isCoroutine = this.#own.isAsync && this.#own.result.kind !== 'page';
    const own = name(this.#own.given.context.names.methods.get(this.#own.method)?.method ?? 'method');
    return code`
      ${isCoroutine ? source('async def') : source('def')} ${own}(
          self,
          ${signature.map((part) => code`${part},`)}
      ) -> ${answer}:
    `;
  }

  #signature(
    replaced: { readonly name: string; readonly type: Part; readonly required: boolean } | null,
  ): Code[] {
    const { imports, relative } = this.#own.given;
    const { positional, named } = orderedArguments(this.#own.method);
    const write = (argument: Argument) =>
      code`${name(this.#own.nameOf(argument))}: ${this.#own.argumentType(argument)}${this.#default(argument)}`;
    const isReplaced = (argument: Argument) =>
      replaced !== null && argument.name === replaced.name && argument.in !== 'path';
    const rest = named.filter((argument) => !isReplaced(argument));
    const flag = this.#own.method.arguments.find(isReplaced);
    const flagPart =
      replaced === null
        ? []
        : [code`${name(flag === undefined ? 'stream' : this.#own.nameOf(flag))}: ${replaced.type}`];
    const options = [
      code`extra_headers: ${imports.from(relative('_types'), 'Headers')} | None = None`,
      code`extra_query: ${imports.from(relative('_types'), 'Query')} | None = None`,
      code`extra_body: ${imports.from(relative('_types'), 'Body')} | None = None`,
      code`timeout: float | httpx.Timeout | None | ${imports.from(relative('_types'), 'NotGiven')} = ${imports.from(relative('_types'), 'not_given')}`,
    ];
    imports.module('httpx');
    if (this.#own.takesIdempotencyKey()) options.push(source('idempotency_key: str | None = None'));
    return [
      ...positional.map(write),
      source('*'),
      ...rest.filter(isRequired).map(write),
      ...(replaced?.required ? flagPart : []),
      ...rest.filter((argument) => !isRequired(argument)).map(write),
      ...(replaced?.required ? [] : flagPart),
      ...options,
    ];
  }

  #default(argument: Argument): Code {
    if (isRequired(argument)) return source('');
    if (argument.constant !== undefined) return code`${source(' = ')}${value(argument.constant)}`;
    const { imports, relative } = this.#own.given;
    const omitted = imports.from(relative('_types'), 'omit');
    return code`${source(' | ')}${imports.from(relative('_types'), 'Omit')} = ${omitted}`;
  }

  #documentation(): Code | null {
    const text = this.#own.method.description ?? this.#own.method.summary;
    const documented = [
      ...orderedArguments(this.#own.method).positional,
      ...orderedArguments(this.#own.method).named,
    ].filter((argument) => argument.description !== null && argument.description.trim() !== '');
    if (documented.length === 0) return docstring(text);
    const args = documented.map(
      (argument) => code`
        ${name(this.#own.nameOf(argument))}: ${indentedLines(docLines(argument.description ?? ''))}
      `,
    );
    return code`
      """
      ${text === null ? null : docLines(text)}
      ${text === null ? null : source(' ')}
      Args:
        ${join(args, '\n\n')}
      """
    `;
  }

  #body(): Code {
    const method = this.#own.method;
    const checks = method.arguments
      .filter((argument) => argument.in === 'path' && !couldBeEmpty(argument))
      .map((argument) => {
        const own = name(this.#own.nameOf(argument));
        // Of a number or a text, only the text may be empty: 0 is a value.
        const isMixed = alternativesOf(argument.type, this.#own.given.context.api.models).some(isFalsyValue);
        return code`
          if ${isMixed ? code`${own} == ""` : code`not ${own}`}:
              raise ValueError(f"Expected a non-empty value for \`${own}\` but received {${own}!r}")
        `;
      });
    const fallbacks = method.arguments.flatMap((argument) => {
      const option =
        argument.clientOption === null
          ? undefined
          : this.#own.given.context.names.options.get(argument.clientOption);
      if (option === undefined) return [];
      const own = name(this.#own.nameOf(argument));
      const holder = this.#own.given.isClient === true ? source('self') : source('self._client');
      this.#own.given.imports.from(this.#own.given.relative('_types'), 'Omit');
      return [
        code`
        if isinstance(${own}, Omit):
            ${own} = getattr(${holder}, ${str(option)})
      `,
      ];
    });
    return code`
      ${fallbacks}
      ${checks}
      ${this.#call.headers()}
      ${this.#call.files()}
      ${this.#call.returned()}
    `;
  }
}

/** Numbers and booleans are never empty: 0 and false are valid values. */
function couldBeEmpty(argument: Argument): boolean {
  return isFalsyValue(argument.type.kind === 'nullable' ? argument.type.type : argument.type);
}

/** Whether 0 or False is a value of the type. */
function isFalsyValue({ kind }: Type): boolean {
  return kind === 'integer' || kind === 'number' || kind === 'boolean';
}

function indentedLines(lines: Code): Code {
  return join([lines], '\n');
}
