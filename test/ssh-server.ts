import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../src/runtime/servers/ports.ts';

const PROGRAM = ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find((file) => existsSync(file));
/** Whether this machine has OpenSSH's server (`apt-get install openssh-server`). */
export const HAS_SSHD = PROGRAM !== undefined;

/** A real OpenSSH server on loopback, which accepts its key for the user who runs the tests. */
export class SshServer {
  readonly port: number;
  /** The private key that it accepts. */
  readonly key: string;
  readonly #folder: string;
  #child: ChildProcess | null = null;

  private constructor(folder: string, port: number, key: string) {
    this.#folder = folder;
    this.port = port;
    this.key = key;
  }

  /** Its files are in `folder`, which it creates. */
  static async start(folder: string): Promise<SshServer> {
    await mkdir(folder, { recursive: true });
    await newKey(path.join(folder, 'user'));
    const server = new SshServer(folder, await freePort(), await readFile(path.join(folder, 'user'), 'utf8'));
    await server.newHostKey();
    return server;
  }

  /** The URL of a repository on this machine. */
  url(gitDir: string): string {
    return `ssh://${userInfo().username}@127.0.0.1:${this.port}${gitDir}`;
  }

  /** Restarts it with another host key, like a different machine. */
  async newHostKey(): Promise<void> {
    await this.stop();
    await newKey(path.join(this.#folder, 'host'));
    const config = path.join(this.#folder, 'config');
    const lines = [
      `Port ${this.port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${path.join(this.#folder, 'host')}`,
      `AuthorizedKeysFile ${path.join(this.#folder, 'user.pub')}`,
      'StrictModes no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PidFile none',
    ];
    await writeFile(config, `${lines.join('\n')}\n`);
    // Required by the server if root runs it.
    if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
    this.#child = spawn(PROGRAM ?? 'sshd', ['-D', '-q', '-f', config], { stdio: 'ignore' });
    while (!(await answers(this.port))) await wait(20);
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
}

async function newKey(file: string): Promise<void> {
  execFileSync('sh', ['-c', 'rm -f "$1" "$1.pub"; ssh-keygen -q -t ed25519 -N "" -f "$1"', 'sh', file]);
  await chmod(file, 0o600);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('data', () => resolve(true)).on('error', () => resolve(false));
  });
}
