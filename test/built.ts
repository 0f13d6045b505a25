import type Stainless from '@stainless-api/sdk';
import { client, completed, description } from './service.ts';

/** Builds config files on `main` of a project, and waits for the end. `more` are files beside the two. */
export async function buildFiles(
  project: string,
  stainless: string,
  openapi = description(),
  more: Readonly<Record<string, string>> = {},
  timeoutMs?: number,
): Promise<Stainless.Build> {
  const name = openapi.startsWith('{') ? 'openapi.json' : 'openapi.yml';
  const files = { [name]: openapi, 'stainless.yml': stainless, ...more };
  const { id } = await client().builds.create({
    project,
    branch: 'main',
    allow_empty: true,
    revision: Object.fromEntries(Object.entries(files).map(([path, content]) => [path, { content }])),
  });
  return completed(id, timeoutMs);
}

/** The conclusion of each target's commit, or its current state. */
export const conclusions = ({ targets }: Stainless.Build): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(targets).map(([name, target]) => [
      name,
      target?.commit.status === 'completed' ? target.commit.conclusion : target?.commit.status,
    ]),
  );

export const diagnosticsOf = async ({ id }: Stainless.Build) =>
  (await client().builds.diagnostics.list(id)).data;
