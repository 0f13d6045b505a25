import path from 'node:path';
import { inTemporaryFolder, once, place } from './cache.ts';
import { type Config, childEnvironment } from './config.ts';
import { type ByPlatform, download, forPlatform, type Pinned } from './download.ts';
import { find, runOrFail, type Say, SetupError } from './programs.ts';

/** Releases of https://github.com/temporalio/cli, as they were when they were pinned. */
const VERSION = '1.5.1';
const SHA256: ByPlatform = {
  'linux-amd64': 'ddc95e08b0b076efd4ea9733a3f488eb7d2be875f8834e616cd2a37358b4852d',
  'linux-arm64': 'bd1b0db9f18b051026de8bf6cc1505f2510f14bbb7a8b9a4a91fff46c77454f5',
  'darwin-amd64': 'bbb73e2a31135abe50a1f1cdb35030c42961df618e8ce9c60ae89f201540c5d9',
  'darwin-arm64': 'cca01b7ea35ad56e2a328d9ae596bf716bd22313ef63c7a761c88354457c2415',
};

/**
 * Temporal's command line, which has a development server: on PATH, in the cache, or the pinned official release.
 * Throws `SetupError`.
 */
export async function ensureDevelopmentServer(config: Config, say: Say): Promise<string> {
  const onPath = await find('temporal');
  if (onPath !== null) return onPath;
  const target = path.join(config.cacheDir, 'temporal', VERSION, 'temporal');
  return once(target, say, 'the Temporal server', async () => {
    const release = developmentRelease();
    if (release !== null) {
      say(`Getting the Temporal server ${VERSION}.`);
      if (await downloadDevelopmentServer(config, release, target, say)) return;
      say('  its release cannot be reached from here.');
    }
    throw new SetupError(
      'The Temporal server is missing. Install Go so that Kiln can build it, or the temporal command line (https://docs.temporal.io/cli).',
    );
  });
}

/** Puts the program of a release at `target`. Gives false where it cannot be reached. Throws `SetupError` as `download`. */
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

/** The pinned release for a platform; null where there is none. */
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
