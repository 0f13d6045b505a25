import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** Folders of a distribution: programs and their parts, nothing of people or services. */
const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/nix/store'];

/**
 * Settings that toolchains read. Other files in `/etc` may contain secrets of services, even if everybody can read
 * them.
 */
const SETTINGS =
  /^(alternatives|ssl|pki|ca-certificates.*|crypto-policies|java.*|maven.*|ld\.so\..*|php.*|ruby.*|gemrc|python3.*|perl|fonts|localtime|timezone|locale.*|passwd|group|nsswitch\.conf|hosts|hostname|host\.conf|gai\.conf|mime\.types|services|protocols|os-release|debian_version|inputrc|terminfo|gitconfig|npmrc|pip\.conf|dotnet|mono|chromium.*|shells|bash\.bashrc|profile|skel)$/;

/** Folders of a home with programs beside other data: only the folder on PATH itself is visible. */
const MIXED = new Set(['go', '.cargo', '.config', 'bin', '.npm-global', '.composer']);

/** Folders of a home whose subfolders belong to different programs: three path segments identify the program. */
const SHARED = new Set(['.local', '.cache', 'Library', '.var']);

/**
 * The folders and files of this machine that confined programs can read: the distribution's, and the locations of
 * programs, certificates and packages in `env`. Nothing at, in or above `hidden`.
 */
export function seenPaths(env: Readonly<Record<string, string>>, hidden: readonly string[]): string[] {
  const etc = existsSync('/etc') ? readdirSync('/etc') : [];
  const named = Object.entries(env).flatMap(([name, value]) =>
    value
      .split(path.delimiter)
      .filter((word) => path.isAbsolute(word))
      .map((word) => (name === 'PATH' || name === 'JAVA_HOME' ? toolFolder(path.normalize(word)) : word)),
  );
  const node = toolFolder(path.dirname(process.execPath));
  const wanted = [
    ...SYSTEM,
    ...etc.filter((name) => SETTINGS.test(name)).map((name) => path.join('/etc', name)),
    ...[...named, node].filter((each) => !hidden.some((one) => isIn(one, each) || isIn(each, one))),
  ];
  const there = present(wanted.map((each) => path.normalize(each).replace(/(.)\/+$/, '$1')));
  return there.filter((each) => !there.some((other) => other !== each && isIn(each, other)));
}

/** The installation that a folder of programs belongs to: `~/.pyenv/shims` does not work without `~/.pyenv`. */
export function toolFolder(folder: string, home = homedir()): string {
  if (SYSTEM.some((system) => isIn(folder, system))) return folder;
  if (isIn(folder, home)) {
    const parts = path.relative(home, folder).split(path.sep);
    const [first = ''] = parts;
    if (first === '' || MIXED.has(first) || parts.length === 1) return folder;
    return path.join(home, ...parts.slice(0, SHARED.has(first) ? 3 : 1));
  }
  // `/opt/go/bin` belongs to `/opt/go`; any other folder is visible by itself.
  return /^(bin|sbin)$/.test(path.basename(folder)) && path.dirname(path.dirname(folder)) !== '/'
    ? path.dirname(folder)
    : folder;
}

/** Whether a path is another one or lies below it. */
export function isIn(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(outer.endsWith(path.sep) ? outer : `${outer}${path.sep}`);
}

/** The existing ones of some paths, without duplicates; never the root. */
export function present(paths: readonly string[]): string[] {
  return [...new Set(paths)].filter((each) => each !== '/' && existsSync(each));
}
