import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Config, childEnvironment } from './config.ts';
import { alone } from './lock.ts';
import { downloadRelease, temporalRelease, WrongChecksum } from './official-temporal.ts';
import { find, installPackages, runOrFail, type Say, SetupError } from './programs.ts';

export { type Say, SetupError };

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
  const program = {
    name: 'temporal',
    module: 'github.com/temporalio/cli/cmd/temporal',
    version: TEMPORAL_VERSION,
    what: 'the Temporal server',
    takes: 'about four minutes',
    missing:
      'The Temporal server is missing. Install the temporal command line (https://docs.temporal.io/cli), or Go so that Kiln can build it.',
  };
  return once(target, say, 'the Temporal server', async () => {
    if (!(await officialTemporal(config, say, target))) await buildWithGo(config, say, program, target);
  });
}

/**
 * Puts `what` at `target` by `get`, unless it is there. Another process that gets it already is waited for: a cache is
 * shared by all that a person runs.
 */
async function once(target: string, say: Say, what: string, get: () => Promise<void>): Promise<string> {
  if (existsSync(target)) return target;
  await alone(
    `${target}.lock`,
    async () => {
      if (!existsSync(target)) await get();
    },
    (pid) => say(`Waiting for ${what}: process ${pid} gets it already.`),
  );
  return target;
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

const SERVER_VERSION = '1.29.1';
const UI_VERSION = '2.42.1';
const PRODUCTION = [
  ['temporal-server', 'go.temporal.io/server/cmd/server', SERVER_VERSION],
  ['temporal-sql-tool', 'go.temporal.io/server/cmd/tools/sql', SERVER_VERSION],
  ['temporal-ui-server', 'github.com/temporalio/ui-server/v2/cmd/server', UI_VERSION],
] as const;

/**
 * The programs of docker-compose.yml's Temporal images, which tests run as plain processes: the server, its schema
 * tool and its UI, built by Go once. Gives the folder that they are in.
 */
export async function ensureTemporalServer(config: Config, say: Say): Promise<string> {
  const folder = path.join(config.cacheDir, 'temporal-server', SERVER_VERSION);
  for (const [name, module, version] of PRODUCTION) {
    const target = path.join(folder, name);
    await ensureGoProgram(config, say, {
      name,
      module,
      version,
      target,
      binary: path.basename(module),
      what: name,
      takes: 'up to four minutes',
      missing: `${name} is missing, which tests run: install Go so that Kiln can build it.`,
    });
  }
  return folder;
}

interface GoProgram {
  readonly name: string;
  readonly module: string;
  readonly version: string;
  /** Where it is put; absent: in the cache, below its name and version. */
  readonly target?: string;
  /** The file that Go makes, where it is not `name`. */
  readonly binary?: string;
  readonly what: string;
  readonly takes: string;
  /** What to tell a person who has no Go. */
  readonly missing: string;
}

async function ensureGoProgram(config: Config, say: Say, program: GoProgram): Promise<string> {
  const { name, version, what } = program;
  const target = program.target ?? path.join(config.cacheDir, name, version, name);
  return once(target, say, what, () => buildWithGo(config, say, program, target));
}

async function buildWithGo(config: Config, say: Say, program: GoProgram, target: string): Promise<void> {
  const { name, module, version, what, takes } = program;
  if ((await find('go')) === null) throw new SetupError(program.missing);
  say(`Building ${what} ${version} with Go: ${takes}, once.`);
  const startedAt = Date.now();
  const timer = setInterval(
    () => say(`  still building (${Math.round((Date.now() - startedAt) / 1000)} s)`),
    PROGRESS_EVERY_MS,
  );
  try {
    // One folder for all that a process builds: they are made of the same modules.
    const folder = path.join(config.cacheDir, `go-${process.pid}`);
    const env = childEnvironment({
      HOME: folder,
      GOBIN: path.join(folder, 'bin', name),
      GOPATH: path.join(folder, 'go'),
      GOCACHE: path.join(folder, 'build'),
      GOFLAGS: '-modcacherw',
    });
    await runOrFail('go', ['install', `${module}@v${version}`], env);
    await place(path.join(folder, 'bin', name, program.binary ?? name), target);
  } finally {
    clearInterval(timer);
  }
}

/** Removes what building programs left, when all that are wanted are there. */
export async function forgetGoBuilds(config: Config): Promise<void> {
  await rm(path.join(config.cacheDir, `go-${process.pid}`), { recursive: true, force: true, maxRetries: 3 });
}

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

/** What the tests use beside: a browser for the Temporal UI, and a PostgreSQL that is not ours. */
const TEST_PACKAGES = ['chromium', 'postgresql'];

/** Installs what only the tests use: by apt as root on Debian. */
export async function installTestPackages(say: Say): Promise<void> {
  await installPackages(TEST_PACKAGES, say, 'tests that use them will fail');
}

/** Installs the toolchains that can be installed here: by apt as root on Debian, and uv from its package. */
export async function installToolchains(config: Config, say: Say): Promise<void> {
  await installPackages(DEBIAN_PACKAGES, say, 'their checks will be skipped');
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
