import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Config, childEnvironment } from './config.ts';
import { runOrFail, type Say } from './programs.ts';

// Programs of others that the tests run against the service.

const SCHEMATHESIS_VERSION = '4.32.5';

/** Schemathesis, which makes requests from an OpenAPI document: in the cache, or installed by pip once. */
export async function ensureSchemathesis({ cacheDir }: Config, say: Say): Promise<string> {
  const folder = path.join(cacheDir, 'schemathesis', SCHEMATHESIS_VERSION);
  const program = path.join(folder, 'bin', 'st');
  // A virtual environment cannot be moved, so a file says that it is whole.
  const whole = path.join(folder, 'whole');
  if (existsSync(whole)) return program;
  say(`Installing Schemathesis ${SCHEMATHESIS_VERSION}.`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.dirname(folder), { recursive: true });
  await runOrFail('python3', ['-m', 'venv', folder], childEnvironment());
  const pip = path.join(folder, 'bin', 'pip');
  await runOrFail(pip, ['install', '--quiet', `schemathesis==${SCHEMATHESIS_VERSION}`], childEnvironment());
  await writeFile(whole, '');
  return program;
}
