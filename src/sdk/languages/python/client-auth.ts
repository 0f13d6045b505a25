import type { Api } from '../../api/api-types.ts';
import type { ClientOption, SecurityScheme } from '../../api/client-types.ts';
import { tokenOptions } from '../../api/security.ts';
import { type Code, code, join, source } from '../../code/code.ts';
import { identifier } from '../../names/identifier.ts';
import { attribute, optionType } from './client-options.ts';
import type { Imports } from './imports.ts';
import type { PythonNames } from './names.ts';
import { name, str } from './text.ts';

interface Credential {
  readonly scheme: SecurityScheme;
  readonly options: readonly ClientOption[];
  readonly in: 'header' | 'query';
  readonly wire: string;
  readonly code: Code;
}

/** Credentials of the client, including those of options that are sent as headers or query parameters themselves. */
export function authentication(api: Api, names: PythonNames, imports: Imports): Code[] {
  const credentials = api.client.securitySchemes.flatMap((scheme): Credential[] => {
    const made = credential(scheme, api, names, imports);
    return made === null ? [] : [made];
  });
  const ownOf = (option: ClientOption) => code`self.${name(attribute(names, option))}`;
  const covered = (wire: string) =>
    credentials.some((one) => one.in === 'header' && one.wire.toLowerCase() === wire.toLowerCase());
  const sent = api.client.options.flatMap((option) => {
    const own = ownOf(option);
    const { header } = option.sendIn;
    return header !== null && !covered(header) ? [{ in: 'header' as const, wire: header, own }] : [];
  });
  const cookies = api.client.options.flatMap((option) => {
    const { cookie } = option.sendIn;
    return cookie === null || covered('Cookie') ? [] : [code`${str(cookie)}: ${ownOf(option)}`];
  });
  const sections: Code[] = [];
  for (const place of ['header', 'query'] as const) {
    const members = credentials.filter((one) => one.in === place);
    const extra = sent.filter((one) => one.in === place);
    const sentCookies = place === 'header' ? cookies : [];
    if (members.length === 0 && extra.length === 0 && sentCookies.length === 0) continue;
    imports.from('typing_extensions', 'override');
    const plain = place === 'header' ? source('auth_headers') : source('auth_query');
    const helpers = members.map((one) => {
      const method = name(`_${helperName(one.scheme)}`);
      return { method, scheme: one.scheme, code: one.code };
    });
    const extras = extra.map(
      ({ wire, own }) => code`**({${str(wire)}: str(${own})} if ${own} is not None else {}),`,
    );
    if (sentCookies.length > 0)
      extras.push(code`**${imports.from('._utils', 'cookie_header')}({${join(sentCookies, ', ')}}),`);
    sections.push(
      ...helpers.map(({ method, code: body }) =>
        body === null
          ? code``
          : code`
        def ${method}(self) -> dict[str, str]:
            ${body}
      `,
      ),
      code`
        @property
        @override
        def ${plain}(self) -> dict[str, str]:
            return {
                ${helpers.map(({ method }) => code`**self.${method}(),`)}
                ${extras}
            }
      `,
      code`
        @override
        def _${plain}(self, security: Mapping[str, bool] | None) -> dict[str, str]:
            if security is None:
                return self.${plain}
            return {
                ${helpers.map(({ method, scheme }) => code`**(self.${method}() if security.get(${str(scheme.name)}) else {}),`)}
                ${extras}
            }
      `,
    );
  }
  const check = validation(api, names, credentials, imports);
  return check === null ? sections : [...sections, check];
}

/** Whether the client gets tokens by an option's id and secret. */
export function fetchesTokens({ client }: Api): boolean {
  return client.securitySchemes.some((scheme) => tokenOptions(scheme, client.options) !== null);
}

/** The code that gets tokens with the client's id and secret. */
export function tokens(api: Api, names: PythonNames, imports: Imports): Code[] {
  const own = (option: ClientOption) => code`self.${name(attribute(names, option))}`;
  const text = (option: ClientOption) => (option.type === 'string' ? own(option) : code`str(${own(option)})`);
  const schemes = api.client.securitySchemes.flatMap((scheme) => {
    const plan = tokenOptions(scheme, api.client.options);
    if (plan === null || scheme.kind !== 'oauth2') return [];
    return [
      code`
        if (security is None or security.get(${str(scheme.name)})) and ${own(plan.id)} and ${own(plan.secret)}:
            credentials = _tokens.ClientCredentials(
                token_url=str(self.base_url.join(${str(plan.url)})),
                client_id=${text(plan.id)},
                client_secret=${text(plan.secret)},
                scopes=(${join(
                  scheme.scopes.map((scope) => code`${str(scope)},`),
                  ' ',
                )}),
            )
            return _tokens.TokenAuth(self._tokens, credentials)
      `,
    ];
  });
  if (schemes.length === 0) return [];
  imports.from('.', '_tokens');
  imports.from('typing_extensions', 'override');
  return [
    code`
      @override
      def _token_auth(self, security: Mapping[str, bool] | None) -> httpx.Auth | None:
          ${schemes}
          return None
    `,
  ];
}

function helperName(scheme: SecurityScheme): string {
  return `auth_${identifier(scheme.name.toLowerCase(), { prefix: '_', empty: 'scheme' })}`;
}

function credential(
  scheme: SecurityScheme,
  api: Api,
  names: PythonNames,
  imports: Imports,
): Credential | null {
  const options = api.client.options.filter((option) => option.auth?.scheme === scheme.name);
  const role = (wanted: string) => options.find((option) => option.auth?.role === wanted);
  const single = role('value') ?? options[0];
  if (single === undefined) return null;
  const own = name(attribute(names, single));
  const guard = optionType(single).text.endsWith('None')
    ? code`
        if self.${own} is None:
            return {}
      `
    : null;
  switch (scheme.kind) {
    case 'bearer':
      return {
        scheme,
        options,
        in: 'header',
        wire: 'Authorization',
        code: code`
          ${guard}
          return {"Authorization": ${str(`${scheme.keyword} `)} + self.${own}}
        `,
      };
    case 'oauth2':
      // The id of a client is not a token.
      return role('value') === undefined
        ? null
        : {
            scheme,
            options: [single],
            in: 'header',
            wire: 'Authorization',
            code: code`
              ${guard}
              return {"Authorization": "Bearer " + self.${own}}
            `,
          };
    case 'apiKey':
      if (scheme.in === 'cookie')
        return {
          scheme,
          options,
          in: 'header',
          wire: 'Cookie',
          code: code`
        ${guard}
        return ${imports.from('._utils', 'cookie_header')}({${str(scheme.parameter)}: self.${own}})
      `,
        };
      return {
        scheme,
        options,
        in: scheme.in,
        wire: scheme.parameter,
        code: code`
          ${guard}
          return {${str(scheme.parameter)}: ${single.type === 'string' ? code`self.${own}` : code`str(self.${own})`}}
        `,
      };
    case 'basic': {
      const user = role('username') ?? single;
      const password = role('password');
      const userName = name(attribute(names, user));
      const secret = password === undefined ? source('""') : code`self.${name(attribute(names, password))}`;
      const checked = [user, ...(password === undefined ? [] : [password])];
      imports.from('base64', 'b64encode');
      return {
        scheme,
        options,
        in: 'header',
        wire: 'Authorization',
        code: code`
          if ${join(
            checked.map((option) => code`self.${name(attribute(names, option))} is None`),
            ' or ',
          )}:
              return {}
          credentials = f"{self.${userName}}:{${secret.text === '""' ? source("''") : secret}}"
          ${scheme.base64 ? code`return {"Authorization": ${str(`${scheme.keyword} `)} + b64encode(credentials.encode()).decode()}` : code`return {"Authorization": ${str(`${scheme.keyword} `)} + credentials}`}
        `,
      };
    }
    case 'custom':
      return null;
    default:
      return scheme satisfies never;
  }
}

/** A request without credentials fails here, with a message that names the missing option. */
function validation(
  api: Api,
  names: PythonNames,
  credentials: readonly Credential[],
  imports: Imports,
): Code | null {
  const { security } = api.client;
  if (security.length === 0 || security.some((set) => set.length === 0)) return null;
  const used = new Set(security.flat());
  const relevant = credentials.filter((one) => used.has(one.scheme.name) && one.in === 'header');
  const all = credentials.filter((one) => used.has(one.scheme.name));
  const fetched = api.client.securitySchemes.flatMap((scheme) => {
    const plan = used.has(scheme.name) ? tokenOptions(scheme, api.client.options) : null;
    return plan === null ? [] : [{ options: [plan.id, plan.secret], wire: 'Authorization' }];
  });
  const isAlwaysThere = [...all, ...fetched].some((one) =>
    one.options.every((option) => !optionType(option).text.endsWith('None')),
  );
  const shown = [...relevant, ...fetched];
  if (shown.length === 0 || isAlwaysThere || relevant.length !== all.length) return null;
  imports.from('._types', 'Headers');
  imports.from('typing_extensions', 'override');
  const optionNames = [
    ...new Set(shown.flatMap((one) => one.options.map((option) => attribute(names, option)))),
  ];
  const headers = [...new Set(shown.map((one) => one.wire))];
  const several = optionNames.length > 1;
  const expected = several ? `either ${optionNames.join(' or ')}` : `the ${optionNames.join('')}`;
  const omitted =
    headers.length > 1
      ? `for one of the ${headers.map((one) => `\`${one}\``).join(' or ')} headers`
      : `for the \`${headers.join('')}\` headers`;
  const text = `"Could not resolve authentication method. Expected ${expected} to be set. Or ${omitted} to be explicitly omitted"`;
  return code`
    @override
    def _validate_headers(self, headers: Headers, custom_headers: Headers) -> None:
        for name in (${join(headers.map(str), ', ')},):
            if headers.get(name) or self._is_omitted(name, custom_headers):
                return
        ${fetched.length === 0 ? null : source('if self._token_auth(None) is not None:\n    return')}
        raise TypeError(
            ${str(text)}
        )
  `;
}
