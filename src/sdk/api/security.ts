import { isNode, listOf, nodeOf, stringOf } from '../../codegen/json.ts';
import type { SdkConfig } from '../config/config.ts';
import { members, type SpecDocument } from './document.ts';
import type { SecurityRequirement, SecurityScheme } from './types.ts';

/** Security schemes of the config file, and those of the description that it does not replace. */
export function securitySchemesOf(document: SpecDocument, config: SdkConfig): SecurityScheme[] {
  const described = members({
    value: nodeOf(document.root.components).securitySchemes,
    pointer: '#/components/securitySchemes',
  }).map(([name, at]) => [name, document.node(at)] as const);
  const all = new Map([...described, ...Object.entries(config.security_schemes ?? {})]);
  return [...all].map(([name, scheme]) => schemeOf(name, scheme));
}

function schemeOf(name: string, scheme: Readonly<Record<string, unknown>>): SecurityScheme {
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
        tokenUrl: stringOf(flow.tokenUrl),
        scopes: Object.keys(nodeOf(flow.scopes)),
      };
    }
    case 'openIdConnect':
      return { ...base, kind: 'bearer', keyword: keyword ?? 'Bearer' };
    default:
      return { ...base, kind: 'custom', custom: null };
  }
}

/** Alternatives of a `security` list; null if it is missing. */
export function requirementsOf(security: unknown): SecurityRequirement[] | null {
  if (!Array.isArray(security)) return null;
  return listOf(security)
    .filter(isNode)
    .map((requirement) => Object.keys(requirement));
}
