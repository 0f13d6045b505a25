import { parse } from 'yaml';
import { type Built, buildApi } from '../../../src/sdk/api/build.ts';
import { SpecDocument } from '../../../src/sdk/api/document.ts';
import type { Method, Resource } from '../../../src/sdk/api/method-types.ts';
import { Report } from '../../../src/sdk/api/report.ts';
import { Schemas } from '../../../src/sdk/api/schemas.ts';
import { Subtypes } from '../../../src/sdk/api/subtypes.ts';
import type { Type } from '../../../src/sdk/api/types.ts';
import { readConfig } from '../../../src/sdk/config/read.ts';
import { apiOf as ofInput } from '../../../src/sdk/generate.ts';

/** The API of a description and a config file, both as YAML. */
export function apiOf(description: string, config: string, target = 'typescript'): Built {
  return buildApi({ description: parse(description), config: readConfig(config), target });
}

/** The API of a description, with what the config file leaves open guessed, as in a build. */
export function completedApiOf(description: unknown, config: string): Built {
  const text = JSON.stringify(description);
  return ofInput({ target: 'typescript', project: 'acme', description: text, config });
}

/** The type of a schema in a description without models. */
export function typeOfSchema(schema: unknown, schemas: Readonly<Record<string, unknown>> = {}): Type {
  const document = new SpecDocument({ components: { schemas: { ...schemas, Root: schema } } });
  const subtypes = new Subtypes(document);
  const report = new Report(readConfig(''));
  const reader = new Schemas({ document, models: new Map(), subtypes, target: 'typescript', report });
  return reader.typeOf({ value: schema, pointer: '#/components/schemas/Root' });
}

/** `pets.list`, or a method of the client itself. */
export function methodOf({ api }: Built, dotted: string): Method {
  const parts = dotted.split('.');
  const name = parts.pop();
  let found: Resource = api.root;
  for (const part of parts) {
    const next: Resource | undefined = (found === api.root ? api.resources : found.subresources).find(
      (resource) => resource.name === part,
    );
    if (next === undefined) throw new Error(`There is no resource ${part} in ${dotted}.`);
    found = next;
  }
  const method = found.methods.find((one) => one.name === name);
  if (method === undefined) throw new Error(`There is no method ${dotted}.`);
  return method;
}

/** A type on one line, for comparison. */
export function shown(type: Type): string {
  switch (type.kind) {
    case 'model':
      return type.model;
    case 'array':
      return `${shown(type.items)}[]`;
    case 'map':
      return `map<${shown(type.values)}>`;
    case 'nullable':
      return `${shown(type.type)}?`;
    case 'constant':
      return JSON.stringify(typeof type.value === 'bigint' ? `${type.value}n` : type.value);
    case 'enum':
      return `enum(${type.members.map(({ value }) => String(value)).join(',')})`;
    case 'union':
      return `(${type.variants.map(({ type, tags }) => shown(type) + tags.map((tag) => `#${tag}`).join('')).join(' | ')})`;
    case 'object': {
      const own = type.properties.map(
        ({ name, type, required }) => `${name}${required ? '' : '?'}: ${shown(type)}`,
      );
      return `{ ${[...own, ...(type.additional === null ? [] : [`*: ${shown(type.additional)}`])].join(', ')} }`;
    }
    default:
      return type.kind;
  }
}
