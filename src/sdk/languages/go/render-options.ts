import type { SecurityScheme } from '../../api/client-types.ts';
import { code, join, type Part } from '../../code/code.ts';
import { alignKeys, alignRows, cells } from './align.ts';
import { GoFile } from './gofile.ts';
import type { PlannedOption, SdkPlan } from './sdk-plan.ts';
import { docComment, identifier, stringLiteral } from './text.ts';

/** `option/client.go`: the options that this API's client has. */
export function renderClientOptions(plan: SdkPlan): string {
  const file = new GoFile(plan.module, plan.module.optionPackage);
  const requestconfig = file.own('requestconfig');
  return file.render([
    ...plan.environments.map(
      ({ name, function: fn, url }) => code`
        ${docComment(`${fn} uses the API at ${url} (${name}), unless a base URL is set.`)}
        func ${identifier(fn)}() RequestOption {
        \treturn ${requestconfig}.WithDefaultBaseURL(${stringLiteral(url)})
        }
      `,
    ),
    ...plan.options.map((option) => renderOption(file, plan, option)),
  ]);
}

function renderOption(file: GoFile, plan: SdkPlan, planned: PlannedOption): Part {
  const { option, name, type } = planned;
  const requestconfig = file.own('requestconfig');
  const text = option.description ?? `With${name} sets the client's ${option.name}.`;
  // Where nothing is sent, nothing is imported for it: Go refuses an import that is not used.
  const value = () => textOf(file, planned, code`value`);
  const uses: Part[] = [];
  const scheme = plan.api.client.securitySchemes.find((one) => one.name === option.auth?.scheme);
  if (scheme !== undefined && option.auth !== null) uses.push(...credentials(file, plan, planned, scheme));
  const { header, query, cookie } = option.sendIn;
  if (header !== null) uses.push(code`WithHeader(${stringLiteral(header)}, ${value()})`);
  if (query !== null && scheme !== undefined) uses.push(code`WithQuery(${stringLiteral(query)}, ${value()})`);
  if (cookie !== null) uses.push(cookieCode(file, cookie, value()));
  if (option.serverVariable !== null) {
    uses.push(code`${requestconfig}.WithServerVariable(${stringLiteral(option.serverVariable)}, ${value()})`);
  }
  const isText = type === 'string';
  return code`
    ${docComment(text)}
    func With${identifier(name)}(value ${identifier(type)}) RequestOption {
    \treturn ${requestconfig}.PreRequestOptionFunc(func(r *${requestconfig}.RequestConfig) error {
    ${
      isText && !option.nullable
        ? code`
            \t\tif value == "" {
            \t\t\treturn ${file.std('errors')}.New(${stringLiteral(`option: With${name} needs a value`)})
            \t\t}
          `
        : null
    }
    \t\tr.${identifier(name)} = ${isAddress(plan, planned) ? code`&value` : code`value`}
    \t\tif r.Request == nil {
    \t\t\treturn nil
    \t\t}
    \t\treturn ${uses.length === 0 ? code`nil` : code`r.Apply(${join(uses, ', ')})`}
    \t})
    }
  `;
}

/** Adds a cookie, encoded like the cookie parameters of methods. */
function cookieCode(file: GoFile, name: string, value: Part): Part {
  const encoded = code`${file.own('requestconfig')}.CookieValue(${value})`;
  return code`WithHeaderAdd("Cookie", ${stringLiteral(`${name}=`)}+${encoded})`;
}

function textOf(file: GoFile, { type }: PlannedOption, value: Part): Part {
  return type === 'string' ? value : code`${file.std('fmt')}.Sprint(${value})`;
}

/** Whether the client's options hold the address of a value: v2 holds text itself. */
function isAddress(plan: SdkPlan, { type }: Pick<PlannedOption, 'type'>): boolean {
  return plan.module.style === 'v1' || type !== 'string';
}

/** The options by which a credential is sent. */
function credentials(
  file: GoFile,
  plan: SdkPlan,
  planned: PlannedOption,
  scheme: SecurityScheme,
): readonly Part[] {
  const value = () => textOf(file, planned, code`value`);
  const role = planned.option.auth?.role ?? 'value';
  switch (scheme.kind) {
    case 'bearer':
    case 'oauth2': {
      if (role !== 'value') return [];
      const keyword = scheme.kind === 'bearer' ? scheme.keyword : 'Bearer';
      return [
        code`WithHeader("Authorization", ${stringLiteral(keyword === '' ? '' : `${keyword} `)}+${value()})`,
      ];
    }
    case 'basic': {
      const other = plan.options.find(
        ({ option }) =>
          option.auth?.scheme === scheme.name && option.auth.role !== role && option !== planned.option,
      );
      const [user, password] = role === 'password' ? [other, planned] : [planned, other];
      const requestconfig = file.own('requestconfig');
      const field = (one: PlannedOption | undefined) =>
        one === undefined
          ? code`nil`
          : code`${isAddress(plan, one) ? null : code`&`}r.${identifier(one.name)}`;
      return [
        code`${requestconfig}.WithBasicAuth(${stringLiteral(scheme.keyword)}, ${scheme.base64 ? code`true` : code`false`}, ${field(user)}, ${field(password)})`,
      ];
    }
    case 'apiKey':
      switch (scheme.in) {
        case 'header':
          return [code`WithHeader(${stringLiteral(scheme.parameter)}, ${value()})`];
        case 'query':
          return [code`WithQuery(${stringLiteral(scheme.parameter)}, ${value()})`];
        case 'cookie':
          return [cookieCode(file, scheme.parameter, value())];
      }
      return [];
    case 'custom':
      return [];
  }
}

/** `internal/requestconfig/client.go`: what the runtime needs to know of this API. */
export function renderRequestConfig(plan: SdkPlan): string {
  const file = new GoFile(plan.module, 'requestconfig');
  const { client } = plan.api;
  const time = file.std('time');
  const milliseconds = (value: number) => code`${Math.round(value)} * ${time}.Millisecond`;
  const rows = plan.options.map(({ name, type }) =>
    cells(identifier(name), code`${isAddress(plan, { type }) ? code`*` : null}${identifier(type)}`),
  );
  const headers = client.securitySchemes.flatMap((scheme) =>
    scheme.kind === 'apiKey' && scheme.in === 'header' ? [scheme.parameter] : [],
  );
  const secretQuery = client.securitySchemes.flatMap((scheme) =>
    scheme.kind === 'apiKey' && scheme.in === 'query' ? [scheme.parameter] : [],
  );
  const sent = plan.options.flatMap(({ option }) =>
    option.auth === null || option.sendIn.header === null ? [] : [option.sendIn.header],
  );
  const texts = (list: readonly string[]) => code`[]string{${join(list.map(stringLiteral), ', ')}}`;
  const carriers = client.securitySchemes.map((scheme) => {
    const header =
      scheme.kind === 'apiKey'
        ? scheme.in === 'header'
          ? scheme.parameter
          : scheme.in === 'cookie'
            ? 'Cookie'
            : ''
        : 'Authorization';
    const query = scheme.kind === 'apiKey' && scheme.in === 'query' ? scheme.parameter : '';
    return [stringLiteral(scheme.name), code`{${stringLiteral(header)}, ${stringLiteral(query)}}`] as const;
  });
  return file.render([
    rows.length === 0
      ? code`
          // ClientOptions are the values that callers give to the client.
          type ClientOptions struct{}
        `
      : code`
          // ClientOptions are the values that callers give to the client.
          type ClientOptions struct {
          ${alignRows(rows)}
          }
        `,
    code`
      const (
      ${alignRows([
        cells(identifier('clientName'), code`= ${stringLiteral(plan.clientName)}`),
        cells(identifier('defaultMaxRetries'), code`= ${client.retries.max}`),
        cells(identifier('initialRetryDelay'), code`= ${milliseconds(client.retries.initialDelayMs)}`),
        cells(identifier('maxRetryDelay'), code`= ${milliseconds(client.retries.maxDelayMs)}`),
        cells(identifier('defaultTimeout'), code`= ${milliseconds(client.timeoutMs ?? 0)}`),
        cells(identifier('idempotencyHeader'), code`= ${stringLiteral(client.idempotencyHeader ?? '')}`),
        cells(
          identifier('platformHeaders'),
          code`= ${client.omitPlatformHeaders ? code`false` : code`true`}`,
        ),
      ])}
      )
    `,
    code`
      var (
      \t// SecretHeaders are not shown in logs, besides those that never are.
      \tSecretHeaders = ${texts([...headers, ...sent])}
      \t// SecretQuery are the query parameters that hold credentials.
      \tSecretQuery = ${texts(secretQuery)}

      \tdefaultHeaders = [][2]string{${join(
        client.defaultHeaders.map(
          ({ name, value }) => code`{${stringLiteral(name)}, ${stringLiteral(value)}}`,
        ),
        ', ',
      )}}
      )
    `,
    carriers.length === 0
      ? code`
          // carriers tells for each way of authentication the header and the query parameter that hold it.
          var carriers = map[string][2]string{}
        `
      : code`
          // carriers tells for each way of authentication the header and the query parameter that hold it.
          var carriers = map[string][2]string{
          ${alignKeys(carriers)}
          }
        `,
  ]);
}
