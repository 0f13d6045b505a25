import { snakeCase } from '../../targets/files/names.ts';
import { type Document, listOf, type Node, nodeOf, stringOf } from '../json.ts';

/** A client option in the form of the config file. */
interface Option {
  readonly type: 'string';
  readonly nullable: boolean;
  readonly auth: { readonly security_scheme: string; readonly role?: string };
  readonly read_env: string;
}

/** Prefix of environment variables; a shell accepts no name that begins with a digit. */
export function envPrefix(project: string): string {
  const name = snakeCase(project).replace(/_api$/, '').toUpperCase();
  return /^(?:\d|$)/.test(name) ? ['API', name].filter((part) => part !== '').join('_') : name;
}

/** Options of the client from the security schemes; `prefix` begins the names of their environment variables. */
export function clientOptions(document: Document, prefix: string): Record<string, Option> {
  const schemes = nodeOf(nodeOf(document.root.components).securitySchemes);
  const options = new Map<string, Option>();
  const several = Object.keys(schemes).length > 1;
  const add = (name: string, scheme: string, role?: string) => {
    const key = options.has(name) ? `${snakeCase(scheme)}_${name}` : name;
    const auth = role === undefined ? { security_scheme: scheme } : { security_scheme: scheme, role };
    options.set(key, { type: 'string', nullable: several, auth, read_env: `${prefix}_${key.toUpperCase()}` });
  };
  for (const [name, value] of Object.entries(schemes)) {
    const scheme = document.resolve(value);
    switch (scheme.type) {
      case 'apiKey':
        add('api_key', name);
        break;
      case 'basic':
        add('username', name, 'username');
        add('password', name, 'password');
        break;
      case 'http':
        if (String(scheme.scheme).toLowerCase() === 'basic') {
          add('username', name, 'username');
          add('password', name, 'password');
        } else add('api_key', name);
        break;
      case 'oauth2':
        if (nodeOf(scheme.flows).clientCredentials === undefined) add('access_token', name);
        else {
          add('client_id', name, 'client_id');
          add('client_secret', name, 'client_secret');
        }
        break;
      case 'openIdConnect':
        add('access_token', name);
        break;
    }
  }
  return Object.fromEntries(options);
}

/** Base URLs by name, from the servers with an absolute URL; variables are replaced by their defaults. */
export function environmentsOf(document: Document): Record<string, string> {
  const environments = new Map<string, string>();
  for (const value of listOf(document.root.servers)) {
    const server = nodeOf(value);
    const url = addressOf(server);
    if (url === null || [...environments.values()].includes(url)) continue;
    const known = /\b(production|sandbox|staging|development|test|demo|local)/i.exec(
      `${stringOf(server.description) ?? ''} ${stringOf(server.url) ?? ''}`,
    )?.[1];
    const name =
      environments.size === 0 ? (known ?? 'production') : (known ?? `environment_${environments.size + 1}`);
    const key = name.toLowerCase();
    environments.set(environments.has(key) ? `environment_${environments.size + 1}` : key, url);
  }
  return Object.fromEntries(environments);
}

function addressOf({ url, variables }: Node): string | null {
  const filled = (stringOf(url) ?? '').replace(/\{([^}]*)\}/g, (whole, name: string) => {
    const value = nodeOf(nodeOf(variables)[name]).default;
    return typeof value === 'string' || typeof value === 'number' ? String(value) : whole;
  });
  // A path alone is relative to where the description was served, which is unknown: the path is kept.
  if (/^\/[^\s{}/][^\s{}]*$/.test(filled)) return `http://localhost${filled.replace(/\/+$/, '')}`;
  if (!/^https?:\/\/[^\s{}]+$/.test(filled) || !URL.canParse(filled)) return null;
  return filled.replace(/\/+$/, '');
}
