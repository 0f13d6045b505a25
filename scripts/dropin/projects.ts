import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** A folder with `openapi.yml` (or `.json`) and `stainless.yml`. */
export interface Project {
  readonly name: string;
  readonly folder: string;
  readonly description: string;
  readonly config: string;
}

/** Projects of a folder, by name. */
export function projectsOf(folder: string): Project[] {
  if (!existsSync(folder))
    throw new Error(
      `There is no folder ${folder}. Name one with a folder per project: openapi.yml, stainless.yml.`,
    );
  const found = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => projectIn(name, path.join(folder, name)))
    .filter((project) => project !== null)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  if (found.length === 0)
    throw new Error(`${folder} has no project: a folder with openapi.yml and stainless.yml.`);
  return found;
}

function projectIn(name: string, folder: string): Project | null {
  const at = (...files: string[]) => files.map((file) => path.join(folder, file)).find(existsSync);
  const description = at('openapi.yml', 'openapi.yaml', 'openapi.json');
  const config = at('stainless.yml', 'stainless.yaml');
  return description === undefined || config === undefined ? null : { name, folder, description, config };
}
