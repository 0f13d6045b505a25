import type { TreeFile } from '../../git/store/file-tree.ts';
import type { SdkContext, Tool } from '../definition.ts';
import { replaceMatching } from './edit-tree.ts';
import { shellWord } from './escape.ts';

/** Common parts of the targets written in Go. */

export function goTool(atLeast: string): Tool {
  return {
    name: 'Go',
    command: 'go',
    versionArgs: ['version'],
    install: 'https://go.dev/doc/install',
    atLeast,
  };
}

/** The module path that the generator assumes; `properties` pass it these words. */
function generatedPath(sdk: SdkContext): string {
  const { host = 'github.com', owner, name } = sdk.repository;
  return `${host}/${owner}/${name}`;
}

/**
 * The path of the module: the package name if that is a path (`go.acme.dev/petstore`), otherwise the published
 * repository; with `/vN` from the second major version on, as Go requires.
 */
export function modulePath(sdk: SdkContext): string {
  const path = /^[a-z0-9.-]+\.[a-z]+\/[\w./~-]+$/i.test(sdk.packageName)
    ? sdk.packageName.replace(/\/+$/, '')
    : generatedPath(sdk);
  const major = Number(/^\d+/.exec(sdk.packageVersion)?.[0] ?? '0');
  return major < 2 || /(\/v\d+|^gopkg\.in\/.*\.v\d+)$/.test(path) ? path : `${path}/v${major}`;
}

/** A module of Go at a version. */
export interface GoModule {
  readonly path: string;
  /** `v1.2.3` */
  readonly version: string;
}

/** The Go SDK that a command line imports: where the options name one with its version; else it has its own client. */
export function sdkModule(options: { readonly [name: string]: unknown }): GoModule | null {
  const { go_sdk_package: path, go_sdk_version: given } = options;
  if (typeof path !== 'string' || typeof given !== 'string') return null;
  const version = given.startsWith('v') ? given : `v${given}`;
  const isPath = /^[a-z0-9][a-z0-9.-]*\.[a-z]+(?:\/[\w~-][\w.~-]*)+$/i.test(path);
  return isPath && /^v\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(version) ? { path, version } : null;
}

/** Replaces the generator's module path. */
export function setModulePath(files: Map<string, TreeFile>, sdk: SdkContext): void {
  const [from, to] = [generatedPath(sdk), modulePath(sdk)];
  if (from === to) return;
  replaceMatching(files, /\.go$/, (text) =>
    text.replaceAll(`"${from}"`, `"${to}"`).replaceAll(`"${from}/`, `"${to}/`),
  );
}

/**
 * Settings of Go for checks, with caches in a folder. Without `-trimpath` a package's compiled form would name the
 * checkout, and no later check could use it.
 */
export function goEnvironment(cacheDir: string) {
  return {
    GOCACHE: `${cacheDir}/go-build`,
    GOMODCACHE: `${cacheDir}/go-mod`,
    GOPATH: `${cacheDir}/go`,
    GOFLAGS: '-mod=readonly -modcacherw -buildvcs=false -trimpath',
    GOTOOLCHAIN: 'local',
    GOWORK: 'off',
    CGO_ENABLED: '0',
  };
}

/** Clones a commit into a folder below the working directory. */
export function cloneCommand(folder: string, git: { cloneUrl: string; sha: string }): string {
  const target = shellWord(`./${folder}`);
  return (
    `git clone --quiet ${shellWord(git.cloneUrl)} ${target} && ` +
    `git -C ${target} checkout --quiet ${shellWord(git.sha)}`
  );
}
