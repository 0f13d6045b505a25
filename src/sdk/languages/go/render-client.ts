import type { Scalar } from '../../api/types.ts';
import { code, join, type Part } from '../../code/code.ts';
import { alignRows, cells } from './align.ts';
import type { Declaration } from './declarations.ts';
import { GoFile } from './gofile.ts';
import { renderMethod } from './render-method.ts';
import { constructorName } from './render-service.ts';
import { renderDeclaration } from './render-types.ts';
import type { SdkPlan } from './sdk-plan.ts';
import { docComment, identifier, integerLiteral, stringLiteral } from './text.ts';

/** `client.go`: the client with its services and requests of one's own. */
export function renderClient(plan: SdkPlan): string {
  const file = new GoFile(plan.module, 'root');
  const option = file.own('option');
  const context = file.std('context');
  const http = file.std('net/http');
  const pointer = plan.module.style === 'v1' ? code`*` : null;
  const { children } = plan.client;
  const fields = [
    cells(identifier('Options'), code`[]${option}.RequestOption`),
    ...children.map(({ field, service }) => cells(identifier(field), code`${pointer}${identifier(service)}`)),
  ];
  const client = identifier(plan.clientNames.type);
  const made = plan.module.style === 'v1' ? code`&${client}{Options: opts}` : code`${client}{Options: opts}`;
  const variables = [`${plan.envPrefix}_BASE_URL`, ...plan.options.flatMap((one) => one.option.env ?? [])];
  const verbs = ['Get', 'Post', 'Put', 'Patch', 'Delete'] as const;
  return file.render([
    code`
      ${docComment(`${plan.clientNames.type} calls the API ${plan.api.info.title}. It is made by [${plan.clientNames.maker}].`)}
      type ${client} struct {
      ${alignRows(fields)}
      }
    `,
    defaultOptions(file, plan, variables),
    code`
      ${docComment(
        `${plan.clientNames.maker} returns a client with the options of [DefaultClientOptions] and then the given ones.`,
      )}
      func ${identifier(plan.clientNames.maker)}(opts ...${option}.RequestOption) (r ${pointer}${client}) {
      \topts = append(DefaultClientOptions(), opts...)

      \tr = ${made}
      ${children.length === 0 ? null : code``}
      ${children.map(({ field, service }) => code`\tr.${identifier(field)} = ${constructorName(service)}(opts...)`)}

      \treturn r
      }
    `,
    code`
      // Execute sends a request of your own, with the client's options. Bytes and readers are sent as they are, parameters
      // of this SDK as their methods say, everything else as JSON. The answer is decoded into res: nothing for nil, the
      // answer itself for **[http.Response], bytes for *[]byte, text for *string, JSON for everything else.
      func (r *${client}) Execute(ctx ${context}.Context, method string, path string, params any, res any, opts ...${option}.RequestOption) error {
      \topts = ${file.std('slices')}.Concat(r.Options, opts)
      \treturn ${file.own('requestconfig')}.ExecuteNewRequest(ctx, method, path, params, res, opts...)
      }
    `,
    ...verbs.map(
      (verb) => code`
        // ${identifier(verb)} sends a ${identifier(verb.toUpperCase())} request; see [${client}.Execute].
        func (r *${client}) ${identifier(verb)}(ctx ${context}.Context, path string, params any, res any, opts ...${option}.RequestOption) error {
        \treturn r.Execute(ctx, ${http}.Method${identifier(verb)}, path, params, res, opts...)
        }
      `,
    ),
    ...plan.client.methods.flatMap((method) => renderMethod(file, plan.clientNames.type, method)),
    ...plan.client.declarations.flatMap((declaration) => renderDeclaration(file, declaration)),
  ]);
}

function defaultOptions(file: GoFile, plan: SdkPlan, variables: readonly string[]): Part {
  const option = file.own('option');
  const os = file.std('os');
  const [environment] = plan.environments;
  const first = environment === undefined ? null : code`${option}.${identifier(environment.function)}()`;
  const defaults = plan.options.flatMap(({ option: one, name, type }) =>
    one.default === null
      ? []
      : [
          code`\tdefaults = append(defaults, ${option}.With${identifier(name)}(${literalOf(type, one.default)}))`,
        ],
  );
  const read = plan.options.flatMap(({ option: one, name, type }) => {
    if (one.env === null) return [];
    const use = code`defaults = append(defaults, ${option}.With${identifier(name)}(`;
    const parse = {
      string: null,
      bool: code`ParseBool(o)`,
      int64: code`ParseInt(o, 10, 64)`,
      float64: code`ParseFloat(o, 64)`,
    }[type];
    return [
      parse === null
        ? code`
            \tif o, ok := ${os}.LookupEnv(${stringLiteral(one.env)}); ok {
            \t\t${use}o))
            \t}
          `
        : code`
            \tif o, ok := ${os}.LookupEnv(${stringLiteral(one.env)}); ok {
            \t\tif value, err := ${file.std('strconv')}.${parse}; err == nil {
            \t\t\t${use}value))
            \t\t}
            \t}
          `,
    ];
  });
  const strings = file.std('strings');
  return code`
    ${docComment(
      `DefaultClientOptions returns the options that come from environment variables: ${variables.join(', ')}. Headers may be given in ${plan.envPrefix}_CUSTOM_HEADERS, one on each line.`,
    )}
    func DefaultClientOptions() []${option}.RequestOption {
    \tdefaults := []${option}.RequestOption{${first}}
    \tif o, ok := ${os}.LookupEnv(${stringLiteral(`${plan.envPrefix}_CUSTOM_HEADERS`)}); ok {
    \t\tfor _, line := range ${strings}.Split(o, "\\n") {
    \t\t\tif name, value, found := ${strings}.Cut(line, ":"); found {
    \t\t\t\tdefaults = append(defaults, ${option}.WithHeader(${strings}.TrimSpace(name), ${strings}.TrimSpace(value)))
    \t\t\t}
    \t\t}
    \t}
    \tif o, ok := ${os}.LookupEnv(${stringLiteral(`${plan.envPrefix}_BASE_URL`)}); ok {
    \t\tdefaults = append(defaults, ${option}.WithBaseURL(o))
    \t}
    ${defaults}
    ${read}
    \treturn defaults
    }
  `;
}

export function literalOf(type: 'string' | 'bool' | 'int64' | 'float64', value: Scalar) {
  switch (type) {
    case 'string':
      return stringLiteral(String(value));
    case 'bool':
      return value === true || value === 'true' ? code`true` : code`false`;
    case 'int64':
      return typeof value === 'bigint' ? integerLiteral(value) : code`${Math.trunc(Number(value)) || 0}`;
    case 'float64':
      return code`${Number(value) || 0}`;
  }
}

/** `aliases.go`: the error, and the types of the shared package under names of the root one. */
export function renderAliases(plan: SdkPlan): string {
  const file = new GoFile(plan.module, 'root');
  const own = [plan.client.declarations, ...plan.resources.map(({ declarations }) => declarations)].flat();
  const reExports = plan.input.target.options.back_compat_use_shared_package !== false ? plan.shared : [];
  return file.render([
    code`
      // Error is an answer with a status of 400 and above.
      type Error = ${file.own('apierror')}.Error
    `,
    paramAliases(file, own),
    ...reExports.flatMap((declaration) => sharedAlias(file, declaration)),
  ]);
}

/** Only those that a declaration of the package embeds: what is not used, linters report. */
function paramAliases(file: GoFile, declarations: readonly Declaration[]): Part {
  if (file.module.style === 'v1') return null;
  const hasObjects = declarations.some((one) => one.kind === 'struct' && one.role !== 'response');
  const hasUnions = declarations.some((one) => one.kind === 'union' && one.role === 'param');
  const aliases = [
    ...(hasObjects ? [cells(identifier('paramObj'), code`= ${file.own('param')}.APIObject`)] : []),
    ...(hasUnions ? [cells(identifier('paramUnion'), code`= ${file.own('param')}.APIUnion`)] : []),
  ];
  if (aliases.length === 0) return null;
  return code`
    // Under these names the embedded markers of parameters are not exported.
    type (
    ${alignRows(aliases)}
    )
  `;
}

function sharedAlias(file: GoFile, declaration: Declaration): readonly Part[] {
  const name = identifier(declaration.name);
  const shared = file.own('shared');
  const parts: Part[] = [
    code`
      // ${name} is a type that several resources share.
      type ${name} = ${shared}.${name}
    `,
  ];
  if (declaration.kind === 'enum' && declaration.members.length > 0) {
    const rows = uniqueMembers(declaration).map((member) =>
      cells(identifier(member), code`= ${shared}.${identifier(member)}`),
    );
    parts.push(code`
      // Known values of [${name}].
      const (
      ${alignRows(rows)}
      )
    `);
  }
  return parts;
}

function uniqueMembers(declaration: Declaration & { kind: 'enum' }): readonly string[] {
  const seen = new Set<string>();
  return declaration.members.flatMap(({ name, value }) => {
    if (seen.has(String(value))) return [];
    seen.add(String(value));
    return [name];
  });
}

/** `shared/shared.go`; null if nothing is shared. */
export function renderShared(plan: SdkPlan): string | null {
  if (plan.shared.length === 0) return null;
  const file = new GoFile(plan.module, 'shared');
  const parts = plan.shared.flatMap((declaration) => renderDeclaration(file, declaration));
  return file.render([paramAliases(file, plan.shared), ...parts]);
}

/** `shared/constant/constants.go`; null if there are no constants. */
export function renderConstants(plan: SdkPlan): string | null {
  const { constants } = plan.planner;
  if (plan.module.style === 'v1' || constants.size === 0) return null;
  const file = new GoFile(plan.module, 'constant');
  const sorted = [...constants].toSorted(([, a], [, b]) => (a < b ? -1 : 1));
  return file.render(
    sorted.map(([value, given]) => {
      const name = identifier(given);
      return join(
        [
          code`
            // ${name} is always ${stringLiteral(value)}.
            type ${name} string
          `,
          code`
            // Default returns the value.
            func (c ${name}) Default() ${name} {
            \treturn ${stringLiteral(value)}
            }
          `,
          code`
            // MarshalJSON returns what is sent: the value, also for the zero value.
            func (c ${name}) MarshalJSON() ([]byte, error) {
            \treturn marshal(c)
            }
          `,
        ],
        '\n\n',
      );
    }),
  );
}
