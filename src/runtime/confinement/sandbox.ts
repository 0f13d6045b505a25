import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, lstat, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execute } from '../processes/execute.ts';

/** Limits of one command and its descendants. */
export interface Limits {
  /** Memory of all of its processes together, in MB; also the limit of each. */
  readonly memoryMb: number;
  /** Processors that it may use; absent: all. */
  readonly processors?: number;
  /** Processes and threads. */
  readonly processes: number;
  /** Size of one file, in MB. */
  readonly fileMb: number;
  /** Size of its writable folders together, in MB. */
  readonly diskMb: number;
}

/** Resources of an untrusted program. Paths are absolute, and exist. */
export interface Confinement {
  /** Read-only paths, of the machine and of Kiln. Nothing else is visible. */
  readonly readable: readonly string[];
  readonly writable: readonly string[];
  /** The socket of a gateway to the network; absent: there is only an empty loopback. */
  readonly gateway?: string;
  /** A passwd file with the user that programs run as; null: the machine's own. */
  readonly passwd?: string | null;
  readonly limits: Limits;
  /** False: the program limits its memory itself, like a JVM. */
  readonly limitData?: boolean;
}

/** How programs can be confined on this machine. */
export interface Sandbox {
  /** Bubblewrap works, and can create namespaces. */
  readonly works: boolean;
  /** What is missing, and how to install it, in one sentence; null if nothing is. */
  readonly missing: string | null;
  /** Whether `prlimit` is installed. */
  readonly limits: boolean;
}

/** Path of the gateway's socket inside the sandbox. */
export const GATEWAY_INSIDE = '/run/kiln/gateway';

/**
 * The user that programs run as if Kiln runs as root: an unnamed one without permissions. For root itself, the limit
 * of processes has no effect, and many files are root's alone.
 */
const NOBODY = 59_577;

const isRoot = () => process.getuid?.() === 0;

let known: Promise<Sandbox> | undefined;

/** How this machine can confine programs. Tried out, once per process. */
export function sandbox(): Promise<Sandbox> {
  known ??= trySandbox();
  return known;
}

/** The same, without the cache. */
export async function trySandbox(): Promise<Sandbox> {
  if (process.platform !== 'linux') {
    return { works: false, missing: 'Bubblewrap runs on Linux only.', limits: false };
  }
  const limits = (await failure('prlimit', ['--core=0', 'true'])) === null;
  const system = ['/usr', '/bin', '/lib', '/lib64', '/nix/store'].filter((folder) => existsSync(folder));
  const confinement = { readable: system, writable: [], limits: NO_LIMITS };
  const [program, ...args] = confine(
    ['true'],
    confinement,
    { works: true, missing: null, limits: false },
    '/',
  );
  const why = await failure(program, args);
  if (why === null) return { works: true, missing: null, limits };
  const missing = /ENOENT/.test(why)
    ? 'Bubblewrap is not installed (apt-get install bubblewrap).'
    : `Bubblewrap cannot create namespaces here (${why}).`;
  return { works: false, missing, limits };
}

const NO_LIMITS: Limits = { memoryMb: 0, processes: 0, fileMb: 0, diskMb: 0 };

/** Why a program does not run; null if it does. */
async function failure(program: string, args: readonly string[]): Promise<string | null> {
  try {
    await execute(program, args, { timeout: 10_000 });
    return null;
  } catch (error) {
    const { code, stderr } = Object.assign({ code: '', stderr: '' }, error);
    return code === 'ENOENT' ? 'ENOENT' : String(stderr).trim().split('\n').at(-1) || String(error);
  }
}

/** Makes the user of confined programs the owner of a folder and its contents. */
export async function giveToConfined(folder: string): Promise<void> {
  if (!isRoot()) return;
  const owner = `${NOBODY}:${NOBODY}`;
  await execute('chown', ['-hR', owner, folder]);
}

/**
 * Makes the user of this process the owner of a folder, not of its contents: what runs without a sandbox may write
 * anywhere in it, so that the next confined program is given all of it again.
 */
export async function takeFromConfined(folder: string): Promise<void> {
  if (isRoot()) await chown(folder, 0, 0);
}

/** Whether a folder and what is directly in it have that owner already: a run without a sandbox may have left others. */
export async function isGiven(folder: string): Promise<boolean> {
  if (!isRoot()) return true;
  const inside = (await readdir(folder)).map((name) => path.join(folder, name));
  const owners = await Promise.all([folder, ...inside].map(async (one) => (await lstat(one)).uid));
  return owners.every((uid) => uid === NOBODY);
}

/** A passwd file below `folder` that includes the user of confined programs; null if that user has a name. */
export async function passwords(folder: string): Promise<string | null> {
  if (!isRoot()) return null;
  const file = path.join(folder, 'passwd');
  const own = `kiln:x:${NOBODY}:${NOBODY}:Kiln:/tmp:/bin/sh\n`;
  const text = `${await readFile('/etc/passwd', 'utf8').catch(() => '')}${own}`;
  if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    await mkdir(folder, { recursive: true });
    // Commands of one worker begin at once: a name of their own for each.
    const temporary = `${file}.${randomUUID()}`;
    await writeFile(temporary, text);
    await rename(temporary, file);
  }
  return file;
}

/**
 * Wraps a command in its limits and, if possible, in a sandbox: its own user, process, mount, network, IPC and host
 * name namespaces, no root permissions, and only the readable and writable paths of this machine. When the command
 * ends, all of its descendants end.
 */
export function confine(
  argv: readonly [string, ...string[]],
  { readable, writable, gateway, passwd = null, limits, limitData = true }: Confinement,
  available: Sandbox,
  cwd: string,
): [string, ...string[]] {
  const limited: [string, ...string[]] = available.limits
    ? [...prlimit(limits, limitData), ...argv]
    : [...argv];
  if (!available.works) return limited;
  const mounts = [
    ...readable.map((each) => ['--ro-bind', each] as const),
    ...writable.map((each) => ['--bind', each] as const),
    // Parents before their contents: a later mount covers an earlier one.
  ].sort(([, one], [, other]) => one.length - other.length);
  return [
    'bwrap',
    ...NAMESPACES,
    ...(isRoot() ? AS_ROOT : ['--unshare-user']),
    ...[
      '--dev',
      '/dev',
      '--proc',
      '/proc',
      '--perms',
      '1777',
      '--size',
      SHARED_MEMORY,
      '--tmpfs',
      '/dev/shm',
    ],
    ...['--perms', '1777', '--size', TEMPORARY, '--tmpfs', '/tmp'],
    ...parentsOf([...readable, ...writable]).flatMap((folder) => ['--perms', '0755', '--dir', folder]),
    ...mounts.flatMap(([how, each]) => [how, each, each]),
    ...(passwd === null ? [] : ['--ro-bind', passwd, '/etc/passwd']),
    ...(gateway === undefined ? [] : ['--bind', gateway, GATEWAY_INSIDE]),
    ...['--remount-ro', '/', '--chdir', isRoot() ? '/' : cwd, '--'],
    // The folder may be accessible to its owner only, which excludes root without its privileges.
    ...(isRoot() ? [...DROP, 'env', `--chdir=${cwd}`] : []),
    ...limited,
  ];
}

const SHARED_MEMORY = String(256 * 1024 ** 2);
const TEMPORARY = String(512 * 1024 ** 2);

// Not `--new-session`: `run` already gives every program its own session, without a terminal.
const NAMESPACES = [
  '--die-with-parent',
  '--unshare-pid',
  '--unshare-ipc',
  '--unshare-uts',
  '--unshare-net',
  '--unshare-cgroup-try',
  ...['--hostname', 'kiln'],
];

/**
 * Started by root, Bubblewrap mounts paths that only root can reach; of root's capabilities it keeps those needed to
 * drop the others.
 */
const AS_ROOT = ['--cap-drop', 'ALL', '--cap-add', 'CAP_SETUID', '--cap-add', 'CAP_SETGID'];
const DROP = [
  ...['setpriv', '--reuid', String(NOBODY), '--regid', String(NOBODY), '--clear-groups', '--no-new-privs'],
  ...['unshare', '--user', '--map-current-user'],
];

/** Parents of mount points: Bubblewrap creates them for their owner only. */
function parentsOf(mounted: readonly string[]): string[] {
  const parents = new Set<string>(['/run', '/run/kiln']);
  for (const each of mounted) {
    for (let at = path.dirname(each); at !== '/'; at = path.dirname(at)) parents.add(at);
  }
  return [...parents].sort((one, other) => one.length - other.length);
}

function prlimit(
  { memoryMb, processes, fileMb, processors }: Limits,
  limitData: boolean,
): [string, ...string[]] {
  const mb = 1024 ** 2;
  return [
    'prlimit',
    '--core=0',
    `--fsize=${fileMb * mb}`,
    `--nproc=${processes}`,
    ...(limitData ? [`--data=${memoryMb * mb}`] : []),
    '--',
    ...(processors === undefined ? [] : ['taskset', '--cpu-list', `0-${processors - 1}`]),
  ];
}
