import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** What distributions install: programs and what they are made of, nothing of people or services. */
const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/nix/store'];

/** Settings that toolchains read. Everything else in `/etc` may hold a service's secrets, also where all may read it. */
const SETTINGS =
  /^(alternatives|ssl|pki|ca-certificates.*|crypto-policies|java.*|maven.*|ld\.so\..*|php.*|ruby.*|gemrc|python3.*|perl|fonts|localtime|timezone|locale.*|passwd|group|nsswitch\.conf|hosts|hostname|host\.conf|gai\.conf|mime\.types|services|protocols|os-release|debian_version|inputrc|terminfo|gitconfig|npmrc|pip\.conf|dotnet|mono|chromium.*|shells|bash\.bashrc|profile|skel)$/;

/** Folders of a home that hold programs beside much else: of these only the folder on PATH itself is seen. */
const MIXED = new Set(['go', '.cargo', '.config', 'bin', '.npm-global', '.composer']);

/** Folders of a home whose parts belong to different programs: three names say whose. */
const SHARED = new Set(['.local', '.cache', 'Library', '.var']);

/**
 * The folders and files of this machine that confined programs see, without changing them: what the distribution
 * installed, and where `env` says that programs, certificates and packages are. Nothing at, in or around `hidden`.
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

/** The folder that a folder of programs is a part of: `~/.pyenv/shims` does nothing without `~/.pyenv`. */
export function toolFolder(folder: string, home = homedir()): string {
  if (SYSTEM.some((system) => isIn(folder, system))) return folder;
  if (isIn(folder, home)) {
    const parts = path.relative(home, folder).split(path.sep);
    const [first = ''] = parts;
    if (first === '' || MIXED.has(first) || parts.length === 1) return folder;
    return path.join(home, ...parts.slice(0, SHARED.has(first) ? 3 : 1));
  }
  // `/opt/go/bin` is a part of `/opt/go`; a folder that stands alone is only itself.
  return /^(bin|sbin)$/.test(path.basename(folder)) && path.dirname(path.dirname(folder)) !== '/'
    ? path.dirname(folder)
    : folder;
}

/** Whether a path is another one or lies below it. */
export function isIn(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(outer.endsWith(path.sep) ? outer : `${outer}${path.sep}`);
}

/** Those of some paths that are there, each once; never the root. */
export function present(paths: readonly string[]): string[] {
  return [...new Set(paths)].filter((each) => each !== '/' && existsSync(each));
}
