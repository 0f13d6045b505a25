import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { inTemporaryFolder, once, place } from './cache.ts';
import { type Config, childEnvironment } from './config.ts';
import { ensureGo } from './go-toolchain.ts';
import { find, installPackages, runOrFail, type Say, SetupError } from './programs.ts';

const GENERATOR_VERSION = '7.25.0';
const GENERATOR_SHA256 = '41ce4f6b07f196676439d710759fa1ced7a08066d06ff1bf314681470289efae';

/** OpenAPI Generator's jar, verified: in the cache, by Maven, or out of its Python package. */
export async function ensureGenerator(config: Config, say: Say): Promise<string> {
  const name = `openapi-generator-cli-${GENERATOR_VERSION}.jar`;
  const target = path.join(config.cacheDir, 'openapi-generator', name);
  return once(target, say, 'OpenAPI Generator', async () => {
    say(`Getting OpenAPI Generator ${GENERATOR_VERSION} (32 MB).`);
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
  const artifact = `org.openapitools:openapi-generator-cli:${GENERATOR_VERSION}`;
  const env = childEnvironment({ HOME: folder });
  const args = ['-q', '-B', `-Dmaven.repo.local=${path.join(folder, 'm2')}`, 'dependency:copy'];
  await runOrFail('mvn', [...args, `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`], env);
  return path.join(folder, name);
}

async function byPip(folder: string): Promise<string> {
  const env = childEnvironment({ HOME: folder });
  const args = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', folder];
  try {
    await runOrFail('python3', [...args, `openapi-generator-cli==${GENERATOR_VERSION}`], env);
  } catch {
    throw new SetupError(
      'OpenAPI Generator cannot be had: install Maven, or Python with pip, and try again.',
    );
  }
  const jar = (await readdir(folder, { recursive: true })).find((file) => file.endsWith('.jar'));
  if (jar === undefined) throw new SetupError("OpenAPI Generator's Python package holds no jar.");
  return path.join(folder, jar);
}

/** Debian packages with the toolchains that checks use, beside Node, Java and Python. */
const DEBIAN_PACKAGES = [
  'shellcheck',
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

/** What the tests use beside: a browser for the Temporal UI, a PostgreSQL that is not ours, Git over SSH, and the sandbox. */
const TEST_PACKAGES = ['chromium', 'postgresql', 'openssh-server', 'bubblewrap'];

/** Installs what only the tests use: by apt as root on Debian. */
export async function installTestPackages(say: Say): Promise<void> {
  await installPackages(TEST_PACKAGES, say, 'tests that use them will fail');
}

/** Installs the toolchains that can be installed here: by apt as root on Debian, uv from its package, and Go. */
export async function installToolchains(config: Config, say: Say): Promise<void> {
  await installPackages(DEBIAN_PACKAGES, say, 'their checks will be skipped');
  if ((await ensureGo(config, say)) === null) say('  checks of go and terraform will be skipped.');
  if ((await find('uv')) === null && !existsSync(path.join(config.cacheDir, 'bin', 'uv'))) {
    say('Installing uv.');
    const home = path.join(config.cacheDir, 'uv');
    try {
      await runOrFail('python3', ['-m', 'venv', home], childEnvironment());
      await runOrFail(path.join(home, 'bin', 'pip'), ['install', '--quiet', 'uv'], childEnvironment());
      await mkdir(path.join(config.cacheDir, 'bin'), { recursive: true });
      await symlink(path.join(home, 'bin', 'uv'), path.join(config.cacheDir, 'bin', 'uv'));
    } catch (error) {
      say(`  uv could not be installed; checks of python will be skipped. ${String(error).slice(0, 300)}`);
    }
  }
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
