import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment } from './config.ts';

/** What a program of somebody else may use. Folders are absolute, and are there. */
export interface Confinement {
  /** Kiln's data: not seen but for the folders that follow. */
  readonly hidden: readonly string[];
  readonly writable: readonly string[];
  readonly readable: readonly string[];
  /** Without it there is no network but an empty loopback: no embedded server can be reached. */
  readonly network: boolean;
  /** Memory of one process, in MB. */
  readonly memoryMb: number;
}

export interface Sandboxes {
  readonly bubblewrap: boolean;
  readonly prlimit: boolean;
}

const MAX_FILE_BYTES = 2 * 1024 ** 3;
const MAX_PROCESSES = 2048;

/** Where people keep keys, below the home of whoever runs Kiln. */
const SECRETS = [
  '.ssh',
  '.gnupg',
  '.aws',
  '.azure',
  '.kube',
  '.docker',
  '.config',
  '.netrc',
  '.npmrc',
  '.pypirc',
  '.git-credentials',
  '.m2/settings.xml',
];

let known: Promise<Sandboxes> | undefined;

/** What of this machine can confine programs: tried, not guessed, and once a process. */
export function sandboxes(): Promise<Sandboxes> {
  known ??= Promise.all([
    works('bwrap', [...NAMESPACES, '--unshare-net', '--ro-bind', '/', '/', 'true']),
    works('prlimit', ['--core=0', 'true']),
  ]).then(([bubblewrap, prlimit]) => ({ bubblewrap, prlimit }));
  return known;
}

async function works(program: string, args: readonly string[]): Promise<boolean> {
  try {
    await promisify(execFile)(program, [...args], { env: childEnvironment(), timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}

// Not `--new-session`: `run` gives every program a session of its own, without a terminal.
const NAMESPACES = ['--die-with-parent', '--unshare-pid', '--unshare-ipc', '--unshare-uts'];

/**
 * The command with limits before it and, where Bubblewrap is there, in a sandbox: the machine's programs are seen but
 * not changed, what is hidden is empty, and nothing outlives the command.
 */
export function confine(
  argv: readonly [string, ...string[]],
  { hidden, writable, readable, network, memoryMb }: Confinement,
  available: Sandboxes,
  cwd: string,
): [string, ...string[]] {
  const limited: [string, ...string[]] = available.prlimit
    ? [
        'prlimit',
        '--core=0',
        `--fsize=${MAX_FILE_BYTES}`,
        `--nproc=${MAX_PROCESSES}`,
        `--data=${memoryMb * 1024 * 1024}`,
        '--',
        ...argv,
      ]
    : [...argv];
  if (!available.bubblewrap) return limited;
  const secrets = SECRETS.map((name) => path.join(homedir(), name)).filter((file) => existsSync(file));
  return [
    'bwrap',
    ...NAMESPACES,
    ...(network ? [] : ['--unshare-net']),
    ...['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--tmpfs', '/tmp'],
    // Sockets of servers of this machine. What resolves names may have its file here.
    ...(existsSync('/run') ? ['--tmpfs', '/run'] : []),
    ...(network ? ['--ro-bind-try', '/run/systemd/resolve', '/run/systemd/resolve'] : []),
    ...secrets.flatMap((file) => nothingAt(file)),
    // What is inside comes after what it is in, whichever of the two is hidden: a later mount covers an earlier one.
    ...[
      ...hidden.map((folder) => ['--tmpfs', folder] as const),
      ...readable.map((folder) => ['--ro-bind', folder, folder] as const),
    ]
      .sort(([, one], [, other]) => one.length - other.length)
      .flat(),
    ...writable.flatMap((folder) => ['--bind', folder, folder]),
    ...['--chdir', cwd, '--', ...limited],
  ];
}

function nothingAt(file: string): string[] {
  return statSync(file).isDirectory() ? ['--tmpfs', file] : ['--ro-bind', '/dev/null', file];
}
