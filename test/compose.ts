import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { PACKAGE_ROOT } from '../src/runtime/package-root.ts';

const Service = z.looseObject({
  image: z.string(),
  entrypoint: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  depends_on: z
    .union([
      z.array(z.string()).transform((names) => names),
      z.record(z.string(), z.unknown()).transform((by) => Object.keys(by)),
    ])
    .default([]),
  volumes: z.array(z.string()).default([]),
});
export type Service = z.infer<typeof Service>;
const Compose = z.object({ services: z.record(z.string(), Service) });

/** The contents of docker-compose.yml, with variables set as by `.env`. */
export async function readCompose(
  variables: Readonly<Record<string, string>>,
): Promise<Record<string, Service>> {
  const text = await readFile(path.join(PACKAGE_ROOT, 'docker-compose.yml'), 'utf8');
  const filled = text.replace(
    /\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (_, name: string, kind: string | undefined, rest: string) => {
      const value = variables[name] ?? (kind === '-' ? rest : undefined);
      if (value === undefined) throw new Error(`${name}: ${rest}`);
      return value;
    },
  );
  return Compose.parse(parse(filled, { merge: true })).services;
}
