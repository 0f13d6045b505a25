import { isNode, listOf, nodeOf, stringOf } from '../../codegen/json.ts';
import type { SdkConfig } from '../config/config.ts';
import type { ClientOption, SecurityRequirement, SecurityScheme } from './client-types.ts';
import { members, type SpecDocument } from './document.ts';

/** Security schemes of the config file, and those of the description that it does not replace. */
export function securitySchemesOf(document: SpecDocument, config: SdkConfig): SecurityScheme[] {
  const described = members({
    value: nodeOf(document.root.components).securitySchemes,
    pointer: '#/components/securitySchemes',
  }).map(([name, at]) => [name, document.node(at)] as const);
  const all = new Map([...described, ...Object.entries(config.security_schemes ?? {})]);
  const security = listOf(config.security ?? document.root.security).map(nodeOf);
  return [...all].map(([name, scheme]) => {
    const scopes = security.flatMap((requirement) => listOf(requirement[name]).map(stringOf));
    return schemeOf(name, scheme, [...new Set(scopes.filter((scope) => scope !== null))]);
  });
}

function schemeOf(
  name: string,
  scheme: Readonly<Record<string, unknown>>,
  scopes: readonly string[],
): SecurityScheme {
  const base = { name, description: stringOf(scheme.description) };
  const auth = nodeOf(scheme['x-stainless-auth']);
  const custom = stringOf(auth.custom);
  if (custom !== null) return { ...base, kind: 'custom', custom };
  const keyword = stringOf(auth.scheme_keyword);
  switch (scheme.type) {
    case 'http': {
      const kind = String(scheme.scheme).toLowerCase();
      if (kind === 'bearer') return { ...base, kind, keyword: keyword ?? 'Bearer' };
      if (kind === 'basic')
        return { ...base, kind, keyword: keyword ?? 'Basic', base64: auth.disable_base64 !== true };
      return { ...base, kind: 'custom', custom: null };
    }
    case 'basic':
      return { ...base, kind: 'basic', keyword: keyword ?? 'Basic', base64: auth.disable_base64 !== true };
    case 'apiKey': {
      const place = scheme.in;
      const parameter = stringOf(scheme.name);
      if (parameter === null || (place !== 'header' && place !== 'query' && place !== 'cookie'))
        return { ...base, kind: 'custom', custom: null };
      // `Authorization: Token …`: the word is part of the value.
      if (keyword !== null && place === 'header' && parameter.toLowerCase() === 'authorization')
        return { ...base, kind: 'bearer', keyword };
      return { ...base, kind: 'apiKey', in: place, parameter };
    }
    case 'oauth2': {
      const flow = nodeOf(nodeOf(scheme.flows).clientCredentials);
      return {
        ...base,
        kind: 'oauth2',
        tokenUrl: tokenUrlOf(flow.tokenUrl),
        scopes,
      };
    }
    case 'openIdConnect':
      return { ...base, kind: 'bearer', keyword: keyword ?? 'Bearer' };
    default:
      return { ...base, kind: 'custom', custom: null };
  }
}

/** An address on the web, or a path on the API's own server. */
function tokenUrlOf(given: unknown): string | null {
  const url = stringOf(given);
  if (url === null || url.trim() === '' || !URL.canParse(url, 'https://api.invalid')) return null;
  return /^https?:$/.test(new URL(url, 'https://api.invalid').protocol) ? url : null;
}

/** Options by which a client gets tokens of a scheme itself; null where it cannot. */
export function tokenOptions(
  scheme: SecurityScheme,
  options: readonly ClientOption[],
): { readonly url: string; readonly id: ClientOption; readonly secret: ClientOption } | null {
  if (scheme.kind !== 'oauth2' || scheme.tokenUrl === null) return null;
  const bound = options.filter(({ auth }) => auth?.scheme === scheme.name);
  const id = bound.find(({ auth }) => auth?.role === 'client_id');
  const secret = bound.find(({ auth }) => auth?.role === 'client_secret');
  return id === undefined || secret === undefined ? null : { url: scheme.tokenUrl, id, secret };
}

/** Alternatives of a `security` list; null if it is missing. */
export function requirementsOf(security: unknown): SecurityRequirement[] | null {
  if (!Array.isArray(security)) return null;
  return listOf(security)
    .filter(isNode)
    .map((requirement) => Object.keys(requirement));
}

/** Whether alternatives of `security` let a request go without credentials. */
export function isOpen(security: readonly SecurityRequirement[]): boolean {
  return security.length === 0 || security.some((all) => all.length === 0);
}
