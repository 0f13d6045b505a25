import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config.ts';
import { childEnvironment } from '../environments.ts';
import { ensureGoProgram } from './go-programs.ts';
import { runOrFail, type Say } from './programs.ts';

// External programs that the tests run against the service.

const SCHEMATHESIS_VERSION = '4.32.5';
const STL_VERSION = '0.1.0-alpha.89';
const SERVER_VERSION = '1.29.1';
const UI_VERSION = '2.42.1';
const PRODUCTION = [
  ['temporal-server', 'go.temporal.io/server/cmd/server', SERVER_VERSION],
  ['temporal-sql-tool', 'go.temporal.io/server/cmd/tools/sql', SERVER_VERSION],
  ['temporal-ui-server', 'github.com/temporalio/ui-server/v2/cmd/server', UI_VERSION],
] as const;

/** Schemathesis, which generates requests from an OpenAPI document: in the cache, or installed by pip once. */
export async function ensureSchemathesis({ cacheDir }: Config, say: Say): Promise<string> {
  const folder = path.join(cacheDir, 'schemathesis', SCHEMATHESIS_VERSION);
  const program = path.join(folder, 'bin', 'st');
  // A virtual environment cannot be moved, so a file marks it as complete.
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

/** The published command line `stl`: in the cache, or built with Go once. */
export function ensureStl(config: Config, say: Say): Promise<string> {
  const module = 'github.com/stainless-api/stainless-api-cli/cmd/stl';
  const program = {
    name: 'stl',
    source: { module, version: STL_VERSION },
    what: `the published command line ${STL_VERSION}`,
    takes: 'about two minutes',
    missing:
      'The published command line, which the tests need, is missing: install Go so that Kiln can build it.',
  };
  return ensureGoProgram(config, say, program, path.join(config.cacheDir, 'stl', STL_VERSION, 'stl'));
}

/**
 * The programs of docker-compose.yml's Temporal images, which tests run as plain processes: the server, its schema
 * tool and its UI, built with Go once. Returns their folder.
 */
export async function ensureTemporalServer(config: Config, say: Say): Promise<string> {
  const folder = path.join(config.cacheDir, 'temporal-server', SERVER_VERSION);
  for (const [name, module, version] of PRODUCTION) {
    const program = {
      name,
      source: { module, version },
      what: `${name} ${version}`,
      takes: 'up to four minutes',
      missing: `${name}, which the tests need, is missing: install Go so that Kiln can build it.`,
    };
    await ensureGoProgram(config, say, program, path.join(folder, name));
  }
  return folder;
}
