import type { ExampleCall } from '../../api/api-types.ts';
import { exampleArguments } from '../../api/examples.ts';
import type { Argument, Method, Resource } from '../../api/method-types.ts';
import type { Json } from '../../api/types.ts';
import { Code, code, join, source } from '../../code/code.ts';
import { fencedBlock } from '../../code/markdown.ts';
import type { LanguageInput } from '../../language.ts';
import { ExampleWriter, resourceCode } from './example-code.ts';
import type { MethodResult } from './methods.ts';
import { type ResourceContext, resultOf } from './resources.ts';
import { name } from './text.ts';

/** An example call of the README. */
export interface Shown {
  readonly method: Method;
  readonly result: MethodResult;
  /** `client.pets.list(...)`. */
  readonly call: Code;
  /** The same call through another expression than `client`, with a further argument. */
  readonly through: (client: Code, extra?: Code) => Code;
  /** The same call, for the raw response. */
  readonly raw: Code;
}

/** Longer calls are written with one argument per line. */
const WIDTH = 88;

/** Finds calls of an API that show a feature. */
export class Examples {
  readonly #input: LanguageInput;
  readonly #given: ResourceContext;

  constructor(input: LanguageInput, given: ResourceContext) {
    this.#input = input;
    this.#given = given;
  }

  /** A configured example call; null if there is none, or if it names no method. */
  shown(example: ExampleCall | null): Shown | null {
    if (example === null) return null;
    const resource = this.#resource(example.resourcePath);
    const method = resource?.methods.find((one) => one.name === example.method);
    return method === undefined ? null : this.#show(method, example.values);
  }

  /** The configured example call if it fits the purpose, or else the first call that does. */
  shownAs(kind: MethodResult['kind'], example: ExampleCall | null): Shown | null {
    const given = this.shown(example);
    return given?.result.kind === kind ? given : this.find((result) => result.kind === kind);
  }

  #resource(path: readonly string[]): Resource | undefined {
    const { api } = this.#input;
    if (path.length === 0) return api.root;
    let level = api.resources;
    let found: Resource | undefined;
    for (const part of path) {
      found = level.find((one) => one.name === part);
      level = found?.subresources ?? [];
    }
    return found;
  }

  /** The first call that gives something back, or else the first of all. */
  first(): Shown | null {
    return this.find((result) => result.kind === 'value' || result.kind === 'page') ?? this.find(() => true);
  }

  /** The first call that fits the purpose. */
  find(fits: (result: MethodResult, method: Method) => boolean): Shown | null {
    for (const [method, result] of this.#given.results)
      if (method.kind.kind === 'http' && fits(result, method)) return this.#show(method, null);
    return null;
  }

  #show(method: Method, values: { readonly [name: string]: Json } | null): Shown {
    const { names, api } = this.#given.context;
    const required = exampleArguments(method, api.models, 'required');
    const given = new Map<Argument, Json>(
      method.arguments.flatMap((argument) => {
        const own = values?.[argument.name];
        const value = own === undefined ? required.get(argument) : own;
        return value === undefined || argument.constant !== undefined ? [] : [[argument, value] as const];
      }),
    );
    const args = new ExampleWriter(names, api.models).arguments(method, given);
    const own = names.methods.get(method)?.method ?? 'method';
    const written = (client: Code, before: Code, all: readonly Code[]): Code => {
      const path = resourceCode(method.resourcePath, api.resources, names, client);
      const target = client.text === '' ? new Code(path.text.replace(/^\./, '')) : path;
      const prefix = target.text === '' ? code`` : code`${target}.`;
      const line = code`${prefix}${before}${name(own)}(${join(all, ', ')})`;
      if (line.text.length <= WIDTH) return line;
      return code`
        ${prefix}${before}${name(own)}(
            ${all.map((arg) => code`${arg},`)}
        )
      `;
    };
    return {
      method,
      result: resultOf(method, this.#given.results),
      call: written(source('client'), source(''), args),
      through: (client, extra) => written(client, source(''), extra === undefined ? args : [...args, extra]),
      raw: written(source('client'), source('with_raw_response.'), args),
    };
  }
}

/** A Python program in Markdown. */
export function python(content: Code): Code {
  const text = content.text
    .replaceAll(/^[ \t]+$/gm, '')
    .replaceAll(/\n{4,}/g, '\n\n\n')
    .trim();
  return fencedBlock(new Code(text), 'python');
}

/** Markdown of our own; only the names in it come from the names table. */
export function paragraph(text: string): Code {
  return new Code(text);
}
