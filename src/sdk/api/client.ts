import { nodeOf, stringOf } from '../../codegen/json.ts';
import type { SdkConfig } from '../config/config.ts';
import type { Organization, Settings } from './api-types.ts';
import type { Client, ClientOption, Environment } from './client-types.ts';
import type { SpecDocument } from './document.ts';
import { errorUnionOf } from './error-union.ts';
import type { Report } from './report.ts';
import { requirementsOf, securitySchemesOf, tokenOptions } from './security.ts';

export const MAX_RETRIES = 2;
const INITIAL_DELAY_SECONDS = 0.5;
const MAX_DELAY_SECONDS = 8;

/** The client class: options, environments, credentials, defaults. */
export function clientOf(document: SpecDocument, config: SdkConfig, target: string, report: Report): Client {
  const settings = config.client_settings ?? {};
  const schemes = securitySchemesOf(document, config);
  const security = requirementsOf(config.security) ?? requirementsOf(document.root.security);
  const options = optionsOf(config);
  checkOptions(options, schemes, security ?? [], target, report);
  const { max_retries, initial_delay_seconds, max_delay_seconds } = settings.default_retries ?? {};
  return {
    name: settings.default_client_name ?? null,
    envPrefix: settings.default_env_prefix ?? null,
    exampleName: settings.default_client_example_name ?? null,
    options,
    defaultHeaders: Object.entries(settings.default_headers ?? {}).map(([name, value]) => ({
      name,
      value: typeof value === 'string' ? value : value.value,
    })),
    timeoutMs: settings.default_timeout ?? null,
    retries: {
      max: max_retries ?? MAX_RETRIES,
      initialDelayMs: (initial_delay_seconds ?? INITIAL_DELAY_SECONDS) * 1000,
      maxDelayMs: (max_delay_seconds ?? MAX_DELAY_SECONDS) * 1000,
    },
    idempotencyHeader: settings.idempotency?.header ?? null,
    responseHeaders: Object.entries(settings.response_headers ?? {}).map(([name, header]) => ({
      name,
      header,
    })),
    omitPlatformHeaders: settings.omit_stainless_headers === true,
    errorMessageProperty: config.errors?.message_property ?? null,
    errorUnion: errorUnionOf(document, config, report),
    environments: environmentsOf(config),
    securitySchemes: schemes,
    security: security ?? schemesInUse(options),
  };
}

/** If `security` is missing everywhere: each scheme that has an option, separately. */
function schemesInUse(options: readonly ClientOption[]): string[][] {
  const names = new Set(options.flatMap(({ auth }) => (auth === null ? [] : [auth.scheme])));
  return [...names].map((name) => [name]);
}

/** If no server is named: one that leads nowhere, so that a client needs `base_url`. */
const NO_SERVER: Environment = { name: 'production', url: 'http://localhost' };

function environmentsOf(config: SdkConfig): readonly Environment[] {
  const found = Object.entries(config.environments ?? {}).map(([name, url]) => ({
    name,
    url: url.replace(/\/+$/, ''),
  }));
  return found.length > 0 ? found : [NO_SERVER];
}

function optionsOf(config: SdkConfig): ClientOption[] {
  return Object.entries(config.client_settings?.opts ?? {}).map(([name, opt]): ClientOption => {
    const scheme = opt.auth?.security_scheme;
    return {
      name,
      type: opt.type === undefined || opt.type === 'null' ? 'string' : opt.type,
      nullable: opt.nullable === true || opt.type === 'null',
      env: opt.read_env ?? null,
      default: opt.default ?? null,
      example: opt.example ?? null,
      description: opt.description ?? null,
      auth: scheme === undefined ? null : { scheme, role: opt.auth?.role ?? 'value' },
      sendIn: {
        header: opt.send_in_header ?? null,
        query: opt.send_as_query_param ?? null,
        path: opt.send_as_path_param ?? null,
        body: opt.send_as_body_param ?? null,
        cookie: opt.send_in_cookie ?? null,
      },
      serverVariable: opt.server_variable ?? null,
      requiredInTests: opt.required_in_tests === true,
    };
  });
}

function checkOptions(
  options: readonly ClientOption[],
  schemes: Client['securitySchemes'],
  security: Client['security'],
  target: string,
  report: Report,
): void {
  for (const { name, auth, nullable, default: fallback } of options) {
    const config = ['client_settings', 'opts', name];
    if (auth === null) continue;
    const scheme = schemes.find((one) => one.name === auth.scheme);
    if (scheme === undefined) {
      const message = `The option ${JSON.stringify(name)} names the security scheme ${JSON.stringify(auth.scheme)}, which is neither in the description nor in security_schemes.`;
      report.add('error', 'ClientOpt/SchemeNotFound', message, {
        config: [...config, 'auth', 'security_scheme'],
      });
    }
    if (scheme?.kind === 'oauth2' && auth.role !== 'value') {
      const reason = noTokenReason(scheme, options, target);
      const message = `${reason}: the option ${JSON.stringify(name)} is not sent. Use an option with \`role: value\` for a token.`;
      if (reason !== null)
        report.add('warning', 'ClientOpt/TokenNotFetched', message, { config: [...config, 'auth'] });
    }
    const isNeeded = security.every((requirement) => requirement.includes(auth.scheme));
    if (!nullable && fallback === null && security.length > 0 && !isNeeded) {
      const message = `The option ${JSON.stringify(name)} is required, but not every alternative of security uses its scheme. \`nullable: true\` makes it optional.`;
      report.add('warning', 'ClientOpt/UnnecessarilyRequired', message, { config });
    }
  }
}

/** Targets whose clients get tokens by id and secret. */
const FETCHES_TOKENS: ReadonlySet<string> = new Set(['typescript', 'node', 'python']);

function noTokenReason(
  scheme: Client['securitySchemes'][number],
  options: readonly ClientOption[],
  target: string,
): string | null {
  if (!FETCHES_TOKENS.has(target)) return 'SDKs of this target do not fetch tokens';
  if (scheme.kind === 'oauth2' && scheme.tokenUrl === null)
    return 'The security scheme has no usable flows.clientCredentials.tokenUrl';
  if (tokenOptions(scheme, options) !== null) return null;
  return 'Tokens need an option with `role: client_id` and one with `role: client_secret`';
}

export function organizationOf(document: SpecDocument, config: SdkConfig): Organization {
  const { organization } = config;
  const text = (value: string | null | undefined) => (value === undefined || value === '' ? null : value);
  return {
    name: text(organization?.name?.trim()) ?? (stringOf(nodeOf(document.root.info).title)?.trim() || 'API'),
    docs: text(organization?.docs),
    contact: text(organization?.contact),
    securityContact: text(organization?.security_contact) ?? text(organization?.contact),
    securityPolicyUrl: text(organization?.security_policy_url),
    securityPolicyTerms: text(organization?.security_policy_terms),
    githubOrg: text(organization?.github_org),
  };
}

const LICENSES: Readonly<Record<string, string>> = {
  'Apache-2.0': 'Apache License 2.0',
  MIT: 'MIT License',
};

export function settingsOf(config: SdkConfig): Settings {
  const settings = config.settings ?? {};
  const license = settings.license ?? 'Apache-2.0';
  const mockServer = settings.mock_server !== false && config.organization?.upload_spec !== false;
  const spdx = typeof license === 'string' ? license : license.name;
  return {
    license: {
      spdx,
      name: LICENSES[spdx] ?? spdx,
      contents: typeof license === 'string' ? null : (license.contents ?? null),
    },
    fileHeader: settings.file_header ?? null,
    disableMockTests: settings.disable_mock_tests === true || !mockServer,
    mockServer,
    disableTests: settings.disable_tests === true,
    perEndpointSecurity: settings.per_endpoint_security === true,
    sortProperties: settings.sort_schema_properties !== false,
    pythonLicenseClassifier: settings.python?.license_classifier ?? null,
  };
}
