import type { Method, Resource } from '../../api/method-types.ts';
import { type Code, code, type Part } from '../../code/code.ts';
import { type MethodContext, namesOf } from './method-context.ts';
import { paramsPlan } from './method-params.ts';
import { requestCode, resultCode } from './method-request.ts';
import { localNames, type MethodNames, positionalArguments } from './names.ts';
import { bracketed, docComment, docExample, docTag, identifierCode, stringLiteral } from './text.ts';

/** A method of a resource's class. */
export function methodCode(method: Method, resource: Resource, context: MethodContext): Code {
  const names = namesOf(method, context);
  const doc = docComment(
    method.description ?? method.summary,
    method.deprecated === null ? null : docTag('deprecated', method.deprecated),
    exampleOf(method, context),
  );
  switch (method.kind.kind) {
    case 'alias': {
      const { to } = method.kind;
      const target = resource.methods.find((other) => other.name === to);
      if (target === undefined) return code``;
      const type = code`${context.className}[${stringLiteral(namesOf(target, context).name)}]`;
      return code`
        ${doc}
        ${identifierCode(names.name)}: ${type} = this.${identifierCode(namesOf(target, context).name)}.bind(this) as ${type};
      `;
    }
    case 'webhook_unwrap':
      return webhookMethod(method, names, context, doc);
    case 'http':
      return httpMethod(method, names, context, doc);
  }
}

function exampleOf(method: Method, context: MethodContext): Code | null {
  const example = context.example(method);
  return example === null ? null : docExample(example);
}

function httpMethod(method: Method, names: MethodNames, context: MethodContext, doc: Code | null): Code {
  const { file, types } = context;
  const local = localNames(context.casings);
  const options = file.use('internal/request-options', 'RequestOptions', 'type');
  const positional = positionalArguments(method).map((argument) => ({
    argument,
    name: identifierCode(local(argument.label)),
  }));
  const params = paramsPlan(method, context, local);
  const paramsType = names.params === '' ? code`undefined` : context.own(names.params);
  const parameters: Part[] = positional.map(
    ({ argument, name }) => code`${name}: ${types.expression(argument.type)}`,
  );
  const result = resultCode(method.result, names, context);
  const request = requestCode(method, params, positional, result, context);
  const signature = (paramsPart: Part, returned: Code) =>
    code`${identifierCode(names.name)}${bracketed('(', [...parameters, paramsPart, code`options?: ${options}`], ')', 96)}: ${returned}`;

  if (result.overloads !== null && params !== null) {
    const { streaming, plain } = result.overloads;
    const base = params.optional ? code`?` : null;
    const word = params.word;
    const asking = (suffix: 'NonStreaming' | 'Streaming') => context.own(`${names.params}${suffix}`);
    return code`
      ${doc}
      ${signature(code`${word}${base}: ${asking('NonStreaming')}`, code`APIPromise<${plain}>`)};
      ${signature(code`${word}: ${asking('Streaming')}`, code`APIPromise<${streaming}>`)};
      ${signature(code`${word}${base}: ${paramsType}`, code`APIPromise<${streaming} | ${plain}>`)};
      ${signature(params.optional ? code`${word}: ${paramsType} = ${params.empty}` : code`${word}: ${paramsType}`, code`APIPromise<${streaming} | ${plain}>`)} {
        ${params.destructuring}
        ${request};
      }
    `;
  }
  const paramsPart =
    params === null
      ? null
      : params.optional
        ? code`${params.word}: ${paramsType} | null | undefined = ${params.empty}`
        : code`${params.word}: ${paramsType}`;
  return code`
    ${doc}
    ${signature(paramsPart, result.returned)} {
      ${params?.destructuring ?? null}
      ${request};
    }
  `;
}

function webhookMethod(method: Method, names: MethodNames, context: MethodContext, doc: Code | null): Code {
  if (method.kind.kind !== 'webhook_unwrap') return code``;
  const { api, file, types, client } = context;
  const { event, keyOption } = method.kind;
  const type = event.kind === 'model' ? types.model(event.model) : context.own(names.event);
  const name = identifierCode(names.name);
  if (keyOption === null) {
    return code`
      ${doc}
      ${name}(body: string): ${type} {
        return JSON.parse(body) as ${type};
      }
    `;
  }
  const option = api.client.options.find((one) => one.name === keyOption);
  const key = option && file.names.options.get(option);
  const known = key === undefined ? code`undefined` : code`${client}.${identifierCode(key)}`;
  const headers = file.use('internal/headers', 'HeadersLike', 'type');
  return code`
    ${doc}
    ${name}(
      body: string,
      { headers, key = ${known} }: { headers: ${headers}; key?: string | null | undefined },
    ): ${type} {
      ${file.use('internal/webhooks', 'verifyWebhook', 'value')}(body, headers, key);
      return JSON.parse(body) as ${type};
    }
  `;
}
