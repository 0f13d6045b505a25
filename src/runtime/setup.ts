import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { type Config, childEnvironment } from './config.ts';
import { downloadRelease, temporalRelease, WrongChecksum } from './official-temporal.ts';

const execute = promisify(execFile);

/** Tells a person what is being done: one line. */
export type Say = (line: string) => void;

/** Something that Kiln needs cannot be had; the message says what to install. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}

const TEMPORAL_VERSION = '1.5.1';
const STL_VERSION = '0.1.0-alpha.89';
const GENERATOR_VERSION = '7.25.0';
const GENERATOR_SHA256 = '41ce4f6b07f196676439d710759fa1ced7a08066d06ff1bf314681470289efae';
const PROGRESS_EVERY_MS = 30_000;
const PROGRESS_EVERY_BYTES = 10 * 1024 ** 2;

/** The `temporal` program: on PATH, in the cache, the pinned official release, or built by Go once. */
export async function ensureTemporal(config: Config, say: Say): Promise<string> {
  const onPath = await find('temporal');
  if (onPath !== null) return onPath;
  const target = path.join(config.cacheDir, 'temporal', TEMPORAL_VERSION, 'temporal');
  if (existsSync(target) || (await officialTemporal(config, say, target))) return target;
  return ensureGoProgram(config, say, {
    name: 'temporal',
    module: 'github.com/temporalio/cli/cmd/temporal',
    version: TEMPORAL_VERSION,
    what: 'the Temporal server',
    takes: 'about four minutes',
    missing:
      'The Temporal server is missing. Install the temporal command line (https://docs.temporal.io/cli), or Go so that Kiln can build it.',
  });
}

/** Puts the pinned official release at `target`. Gives false where this platform or network has none. */
async function officialTemporal(config: Config, say: Say, target: string): Promise<boolean> {
  const release = temporalRelease(process.platform, process.arch);
  if (release === null) return false;
  say(`Getting the Temporal server ${TEMPORAL_VERSION}.`);
  let told = 0;
  const progress = (bytes: number, total: number | null) => {
    if (bytes - told < PROGRESS_EVERY_BYTES) return;
    told = bytes;
    say(`  ${megabytes(bytes)}${total === null ? '' : ` of ${megabytes(total)}`} MB`);
  };
  return inTemporaryFolder(config, async (folder) => {
    const program = await downloadRelease(release, folder, progress).catch((error: unknown) => {
      throw error instanceof WrongChecksum ? new SetupError(error.message) : error;
    });
    if (program === null) say('  its release cannot be reached from here.');
    else await place(program, target);
    return program !== null;
  });
}

const megabytes = (bytes: number) => Math.round(bytes / 1024 ** 2);

/** The published command line `stl`, which tests run against the service: in the cache, or built by Go once. */
export function ensureStl(config: Config, say: Say): Promise<string> {
  return ensureGoProgram(config, say, {
    name: 'stl',
    module: 'github.com/stainless-api/stainless-api-cli/cmd/stl',
    version: STL_VERSION,
    what: 'the published command line',
    takes: 'about two minutes',
    missing: 'The published command line is missing, which tests run: install Go so that Kiln can build it.',
  });
}

interface GoProgram {
  readonly name: string;
  readonly module: string;
  readonly version: string;
  readonly what: string;
  readonly takes: string;
  /** What to tell a person who has no Go. */
  readonly missing: string;
}

async function ensureGoProgram(config: Config, say: Say, program: GoProgram): Promise<string> {
  const { name, module, version, what, takes } = program;
  const target = path.join(config.cacheDir, name, version, name);
  if (existsSync(target)) return target;
  if ((await find('go')) === null) throw new SetupError(program.missing);
  say(`Building ${what} ${version} with Go: ${takes}, once.`);
  const startedAt = Date.now();
  const timer = setInterval(
    () => say(`  still building (${Math.round((Date.now() - startedAt) / 1000)} s)`),
    PROGRESS_EVERY_MS,
  );
  try {
    await inTemporaryFolder(config, async (folder) => {
      const env = childEnvironment({
        HOME: folder,
        GOBIN: path.join(folder, 'bin'),
        GOPATH: path.join(folder, 'go'),
        GOCACHE: path.join(folder, 'build'),
        GOFLAGS: '-modcacherw',
      });
      await runOrFail('go', ['install', `${module}@v${version}`], env);
      await place(path.join(folder, 'bin', name), target);
    });
  } finally {
    clearInterval(timer);
  }
  return target;
}

/** OpenAPI Generator's jar, verified: in the cache, by Maven, or out of its Python package. */
export async function ensureGenerator(config: Config, say: Say): Promise<string> {
  const name = `openapi-generator-cli-${GENERATOR_VERSION}.jar`;
  const target = path.join(config.cacheDir, 'openapi-generator', name);
  if (existsSync(target)) return target;
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
  return target;
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

/** Debian packages with the toolchains that checks use, beside Node, Go, Java and Python. */
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

/** Installs the toolchains that can be installed here: by apt as root on Debian, and uv from its package. */
export async function installToolchains(config: Config, say: Say): Promise<void> {
  if (process.getuid?.() === 0 && (await find('apt-get')) !== null) {
    const missing = await missingPackages();
    if (missing.length > 0) {
      say(`Installing ${missing.join(', ')}.`);
      const env = childEnvironment({ DEBIAN_FRONTEND: 'noninteractive' });
      try {
        await runOrFail('apt-get', ['update', '-qq'], env);
        await runOrFail('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], env);
      } catch (error) {
        say(`  could not be installed; their checks will be skipped. ${String(error).slice(0, 300)}`);
      }
    }
  }
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

async function missingPackages(): Promise<string[]> {
  const installed = await Promise.all(
    DEBIAN_PACKAGES.map((name) =>
      execute('dpkg', ['-s', name]).then(
        () => true,
        () => false,
      ),
    ),
  );
  return DEBIAN_PACKAGES.filter((_, i) => installed[i] === false);
}

async function find(program: string): Promise<string | null> {
  try {
    return (await execute('which', [program])).stdout.trim() || null;
  } catch {
    return null;
  }
}

function runOrFail(program: string, args: readonly string[], env: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let words = '';
    child.stderr.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString('utf8')).slice(-2000);
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new SetupError(`${program} ended with ${code}: ${words.trim()}`)),
    );
  });
}

async function inTemporaryFolder<T>(config: Config, work: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(config.cacheDir, { recursive: true });
  const folder = await mkdtemp(path.join(config.cacheDir, 'download-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Puts a file where others look for it, whole: they see it or do not. */
async function place(source: string, target: string): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  const temporary = `${target}.${process.pid}`;
  await copyFile(source, temporary);
  await chmod(temporary, 0o755);
  await rename(temporary, target);
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
