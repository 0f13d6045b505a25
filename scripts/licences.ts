import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { PACKAGE_ROOT } from '../src/runtime/package-root.ts';
import { isAllowed } from './shipped.ts';

/**
 * `npm run licences`: the licences of the shipped packages, from the lock file, without the network. Fails if one is
 * not allowed.
 */

/** Licences that the lock file lacks, looked up in the package. By exact version. */
const READ: ReadonlyMap<string, string> = new Map([
  ['seq-queue@0.0.5', 'MIT'],
  ['unionfs@4.6.0', 'Unlicense'],
]);

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.unknown().optional(),
      dev: z.boolean().optional(),
    }),
  ),
});

const { packages } = Lock.parse(
  JSON.parse(await readFile(path.join(PACKAGE_ROOT, 'package-lock.json'), 'utf8')),
);
const byLicence = new Map<string, string[]>();
for (const [folder, { version, license, dev }] of Object.entries(packages)) {
  if (folder === '' || dev === true) continue;
  const name = `${folder.replace(/^.*node_modules\//, '')}@${version ?? ''}`;
  const licence = typeof license === 'string' ? license : (READ.get(name) ?? 'not said');
  byLicence.set(licence, [...(byLicence.get(licence) ?? []), name]);
}
const isQuiet = process.argv.includes('--quiet');
for (const [licence, names] of isQuiet ? [] : [...byLicence].sort(([a], [b]) => a.localeCompare(b))) {
  process.stdout.write(`${licence} (${names.length})\n${names.map((name) => `  ${name}\n`).join('')}`);
}
const refused = [...byLicence].filter(([licence]) => !isAllowed(licence));
for (const [licence, names] of refused) {
  process.stderr.write(`Not on the list of scripts/shipped.ts: ${licence}, of ${names.join(', ')}\n`);
}
process.exitCode = refused.length === 0 ? 0 : 1;
