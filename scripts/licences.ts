import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { PACKAGE_ROOT } from '../src/runtime/paths.ts';

/** `npm run licences`: the licences of the packages that are shipped, by the lock file, without the network. */
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
  const licence = typeof license === 'string' ? license : 'not said in the lock file';
  const name = `${folder.replace(/^.*node_modules\//, '')}@${version ?? ''}`;
  byLicence.set(licence, [...(byLicence.get(licence) ?? []), name]);
}
for (const [licence, names] of [...byLicence].sort(([a], [b]) => a.localeCompare(b))) {
  process.stdout.write(`${licence} (${names.length})\n${names.map((name) => `  ${name}\n`).join('')}`);
}
