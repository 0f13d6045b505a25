import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment } from '../config.ts';

/** Limits of one command with all that it starts. */
export interface Limits {
  /** Memory of all of its processes, in MB; of each of them, too. */
  readonly memoryMb: number;
  /** Processors that it may use; absent: all. */
  readonly processors?: number;
  /** Processes and threads. */
  readonly processes: number;
  /** Of one file, in MB. */
  readonly fileMb: number;
  /** Of all that is in the folders that it writes to, in MB. */
  readonly diskMb: number;
}

/** What a program of somebody else may use. Paths are absolute, and are there. */
export interface Confinement {
  /** Seen without being changed: of the machine, of Kiln. Nothing else is. */
  readonly readable: readonly string[];
  readonly writable: readonly string[];
  /** The socket of a gateway to the network; absent: there is none but an empty loopback. */
  readonly gateway?: string;
  /** A list of users that has the one who programs run as; null: the machine's own. */
  readonly passwd?: string | null;
  readonly limits: Limits;
  /** False: memory is limited by the program itself, as by a JVM. */
  readonly limitData?: boolean;
}

/** How programs can be confined here. */
export interface Sandbox {
  /** Bubblewrap works, and can make namespaces. */
  readonly works: boolean;
  /** What is missing, and how to get it, as one sentence; null where nothing is. */
  readonly missing: string | null;
  /** Whether `prlimit` is there. */
  readonly limits: boolean;
}

/** Where the socket of the gateway is inside. */
export const GATEWAY_INSIDE = '/run/kiln/gateway';

/**
 * Whose programs run where Kiln runs as root: a user of no name and no rights. Of root itself no limit of processes
 * holds, and many files are root's alone.
 */
const NOBODY = 59_577;

const isRoot = () => process.getuid?.() === 0;

let known: Promise<Sandbox> | undefined;

/** What of this machine can confine programs: tried, not guessed, and once a process. */
export function sandbox(): Promise<Sandbox> {
  known ??= trySandbox();
  return known;
}

/** The same, tried anew. */
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

/** Why a program does not run; null where it does. */
async function failure(program: string, args: readonly string[]): Promise<string | null> {
  try {
    await promisify(execFile)(program, [...args], { env: childEnvironment(), timeout: 10_000 });
    return null;
  } catch (error) {
    const { code, stderr } = Object.assign({ code: '', stderr: '' }, error);
    return code === 'ENOENT' ? 'ENOENT' : String(stderr).trim().split('\n').at(-1) || String(error);
  }
}

/** Gives a folder, with all that is in it, to whoever confined programs run as. */
export async function giveToConfined(folder: string): Promise<void> {
  if (isRoot()) await promisify(execFile)('chown', ['-hR', `${NOBODY}:${NOBODY}`, folder]);
}

/** Whether a folder was given to them already. */
export async function isGiven(folder: string): Promise<boolean> {
  return !isRoot() || (await stat(folder)).uid === NOBODY;
}

/** Users of this machine and the one that confined programs run as, as a file below `folder`; null where it has a name. */
export async function passwords(folder: string): Promise<string | null> {
  if (!isRoot()) return null;
  const file = path.join(folder, 'passwd');
  const own = `kiln:x:${NOBODY}:${NOBODY}:Kiln:/tmp:/bin/sh\n`;
  const text = `${await readFile('/etc/passwd', 'utf8').catch(() => '')}${own}`;
  if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    await mkdir(folder, { recursive: true });
    await writeFile(`${file}.${process.pid}`, text);
    await rename(`${file}.${process.pid}`, file);
  }
  return file;
}

/**
 * The command with limits before it and, where the sandbox works, in one: user, process, mount, network, IPC and host
 * name namespaces of its own, no right of root, and of the machine only what is readable and writable. When the
 * command ends, all that it started ends.
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
    // What is inside comes after what it is in: a later mount covers an earlier one.
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
    // The folder may be open to its owner alone, who root without its rights is not.
    ...(isRoot() ? [...DROP, 'env', `--chdir=${cwd}`] : []),
    ...limited,
  ];
}

const SHARED_MEMORY = String(256 * 1024 ** 2);
const TEMPORARY = String(512 * 1024 ** 2);

// Not `--new-session`: `run` gives every program a session of its own, without a terminal.
const NAMESPACES = [
  '--die-with-parent',
  '--unshare-pid',
  '--unshare-ipc',
  '--unshare-uts',
  '--unshare-net',
  '--unshare-cgroup-try',
  ...['--hostname', 'kiln'],
];

/** As root Bubblewrap mounts what only root reaches; of root's rights it keeps those that give the others up. */
const AS_ROOT = ['--cap-drop', 'ALL', '--cap-add', 'CAP_SETUID', '--cap-add', 'CAP_SETGID'];
const DROP = [
  ...['setpriv', '--reuid', String(NOBODY), '--regid', String(NOBODY), '--clear-groups', '--no-new-privs'],
  ...['unshare', '--user', '--map-current-user'],
];

/** Folders that others are mounted below: Bubblewrap makes them for their owner alone. */
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
