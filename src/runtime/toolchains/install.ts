import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { OPENAPI_GENERATOR_VERSION } from '../../contract/openapi-generator.ts';
import type { Config } from '../config.ts';
import { trySandbox } from '../confinement/sandbox.ts';
import { childEnvironment } from '../environments.ts';
import { ensureGo } from './go-toolchain.ts';
import { inTemporaryFolder, once, place } from './install-once.ts';
import { find, installPackages, runOrFail, type Say, SetupError } from './programs.ts';
import { installWheel } from './wheels.ts';

const GENERATOR_SHA256 = '41ce4f6b07f196676439d710759fa1ced7a08066d06ff1bf314681470289efae';

/** OpenAPI Generator's jar, verified: in the cache, by Maven, or out of its Python package. */
export async function ensureGenerator(config: Config, say: Say): Promise<string> {
  const name = `openapi-generator-cli-${OPENAPI_GENERATOR_VERSION}.jar`;
  const target = path.join(config.cacheDir, 'openapi-generator', name);
  return once(target, say, 'OpenAPI Generator', async () => {
    say(`Downloading OpenAPI Generator ${OPENAPI_GENERATOR_VERSION} (32 MB).`);
    await inTemporaryFolder(config, async (folder) => {
      const jar = await byMaven(folder, name).catch(() => byPip(folder));
      const sum = await sha256(jar);
      if (sum !== GENERATOR_SHA256) {
        throw new SetupError(
          `OpenAPI Generator's jar has the checksum ${sum}, not ${GENERATOR_SHA256}; it is not used.`,
        );
      }
      await place(jar, target);
    });
  });
}

async function byMaven(folder: string, name: string): Promise<string> {
  const artifact = `org.openapitools:openapi-generator-cli:${OPENAPI_GENERATOR_VERSION}`;
  const env = childEnvironment({ HOME: folder });
  const args = ['-q', '-B', `-Dmaven.repo.local=${path.join(folder, 'm2')}`, 'dependency:copy'];
  await runOrFail('mvn', [...args, `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`], env);
  return path.join(folder, name);
}

async function byPip(folder: string): Promise<string> {
  const env = childEnvironment({ HOME: folder });
  const args = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', folder];
  try {
    await runOrFail('python3', [...args, `openapi-generator-cli==${OPENAPI_GENERATOR_VERSION}`], env);
  } catch {
    throw new SetupError(
      'OpenAPI Generator cannot be downloaded: install Maven, or Python with pip, and try again.',
    );
  }
  const jar = (await readdir(folder, { recursive: true })).find((file) => file.endsWith('.jar'));
  if (jar === undefined) throw new SetupError("OpenAPI Generator's Python package contains no jar.");
  return path.join(folder, jar);
}

/** Debian packages with the toolchains that checks use, beside Node, Java and Python. */
const DEBIAN_PACKAGES = [
  'ruby',
  'ruby-rspec',
  'ruby-typhoeus',
  'php-cli',
  'php-curl',
  'php-mbstring',
  'php-xml',
  'phpunit',
  'composer',
  'php-guzzlehttp-guzzle',
  'php-guzzlehttp-psr7',
];

/**
 * Further packages for tests: a browser, an external PostgreSQL, Git over SSH, the sandbox, and shells that complete
 * commands.
 */
const TEST_PACKAGES = ['chromium', 'postgresql', 'openssh-server', 'bubblewrap', 'zsh', 'fish'];

/** Installs the packages that only tests use: by apt as root on Debian. */
export async function installTestPackages(say: Say): Promise<void> {
  await installPackages(TEST_PACKAGES, say, 'tests that use them fail or are skipped');
}

/**
 * Installs the programs that confine checks if they are missing: by apt as root on Debian. Otherwise reports the
 * consequences.
 */
export async function ensureSandbox({ sandbox }: Config, say: Say): Promise<void> {
  if (sandbox === 'off' || process.platform !== 'linux' || (await trySandbox()).works) return;
  await installPackages(['bubblewrap'], say, 'checks will be skipped');
}

/** Toolchains that are published as Python packages, which need no root permissions. */
const WHEEL_TOOLS = [{ name: 'uv', version: '0.13.9', program: 'uv', checks: 'python' }] as const;

/** Installs the toolchains that can be installed here: by apt as root on Debian, the others into the cache. */
export async function installToolchains(config: Config, say: Say): Promise<void> {
  await ensureSandbox(config, say);
  await installPackages(DEBIAN_PACKAGES, say, 'their checks will be skipped');
  if ((await ensureGo(config, say)) === null) say('  checks of go, cli and terraform will be skipped.');
  await installUserTools(config, say);
}

/** Installs the missing toolchains that need no root permissions: into the cache, where checks find them. */
export async function installUserTools(config: Config, say: Say): Promise<void> {
  for (const { name, version, program, checks } of WHEEL_TOOLS) {
    const link = path.join(config.cacheDir, 'bin', program);
    if ((await find(program)) !== null || existsSync(link)) continue;
    await once(link, say, program, async () => {
      say(`Installing ${program}.`);
      const isThere = await inTemporaryFolder(config, async (folder) => {
        if (!(await installWheel({ name, version, sha256: null }, folder))) return false;
        await place(path.join(folder, 'bin', program), link);
        return true;
      });
      if (!isThere) say(`  ${program} could not be installed; checks of ${checks} will be skipped.`);
    });
  }
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
