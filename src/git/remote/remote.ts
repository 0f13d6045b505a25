import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GitError, git, type Setting, settings } from '../store/git-command.ts';
import type { Repository } from '../store/repository.ts';

export interface RemoteCredential {
  readonly username: string;
  /** A password or token for http(s), a private key for ssh. */
  readonly secret: string;
}

/** An external repository, with everything that Git needs to reach it. */
export interface Remote {
  /** http(s) or ssh, without a password. */
  readonly url: string;
  /** The URL for Git: the same, or `user@host:path` relative to the home folder there. */
  readonly place: string;
  /** The resolved and checked address of the host: Git connects to no other. */
  readonly address: string;
  readonly credential: RemoteCredential | null;
  /** ssh's file of known hosts: a host's key is trusted on first use, and must not change. */
  readonly knownHosts: string;
  /** Aborts because of the time limit. */
  readonly signal: AbortSignal;
  /** Aborts the step: nothing more is done then. */
  readonly cancelled: AbortSignal;
  /** Time limit of one run of Git; default three minutes. */
  readonly limitMs?: number;
}

export type RemoteFailure =
  /** A retry may succeed soon. */
  | { readonly kind: 'unreachable'; readonly why: string }
  /** The remote rejected the operation. */
  | { readonly kind: 'refused'; readonly why: string }
  /** Somebody else pushed meanwhile. */
  | { readonly kind: 'moved'; readonly why: string }
  /** It is a shallow or partial clone. */
  | { readonly kind: 'shallow' | 'partial'; readonly why: string };

export type RemoteResult =
  | { readonly ok: true; readonly stdout: string }
  | { readonly ok: false; readonly failure: RemoteFailure };

/** No redirects: they would lead to unchecked addresses. */
const SETTINGS: readonly Setting[] = [
  ['protocol.allow', 'never'],
  ['protocol.http.allow', 'always'],
  ['protocol.https.allow', 'always'],
  ['protocol.ssh.allow', 'always'],
  ['http.followRedirects', 'false'],
  ['http.lowSpeedLimit', '1'],
  ['http.lowSpeedTime', '30'],
  ['fetch.fsckObjects', 'true'],
  // Written by ancient programs: histories contain it for ever, and it does no harm.
  ['fetch.fsck.badTimezone', 'ignore'],
  ['fetch.fsck.missingSpaceBeforeDate', 'ignore'],
  ['fetch.fsck.zeroPaddedFilemode', 'ignore'],
  ['maintenance.auto', 'false'],
  ['gc.auto', '0'],
];
/** Called by Git when the server asks for authentication. Its answers come only from its environment. */
const HELPER =
  '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n" "$KILN_GIT_USERNAME" "$KILN_GIT_SECRET"; }; f';

/** Runs Git against a remote. Credentials are in no argument and in no file, except ssh's private key while it runs. */
export async function atRemote(
  { gitDir }: Repository,
  remote: Remote,
  args: readonly string[],
): Promise<RemoteResult> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kiln-remote-'));
  try {
    const env = await environment(remote, folder);
    const { stdout, stderr } = await git(args, {
      gitDir,
      env,
      signal: AbortSignal.any([remote.signal, remote.cancelled]),
      timeoutMs: remote.limitMs ?? 180_000,
      group: true,
    });
    // Git takes no ref from a shallow clone, and reports success.
    if (/shallow roots are not allowed/.test(stderr)) return { ok: false, failure: SHALLOW };
    return { ok: true, stdout };
  } catch (error) {
    remote.cancelled.throwIfAborted();
    if (remote.signal.aborted) return fail('unreachable', 'it took too long');
    if (!(error instanceof GitError)) throw error;
    return { ok: false, failure: failureOf(error.stderr, remote.credential?.secret) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const SHALLOW: RemoteFailure = {
  kind: 'shallow',
  why: 'it is a shallow clone: part of its history is missing. Run "git fetch --unshallow" in it, or name the repository that it is a clone of',
};
const PARTIAL: RemoteFailure = {
  kind: 'partial',
  why: 'it is a partial clone: some of its files are missing. Name the repository that it is a clone of',
};

async function environment(remote: Remote, folder: string): Promise<Record<string, string>> {
  const { url, address, credential, knownHosts } = remote;
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (protocol === 'ssh:') {
    const key = path.join(folder, 'key');
    await writeFile(key, `${credential?.secret.trim() ?? ''}\n`, { mode: 0o600 });
    await chmod(key, 0o600);
    const options = [
      'BatchMode=yes',
      'IdentitiesOnly=yes',
      'IdentityAgent=none',
      'ConnectTimeout=20',
      'StrictHostKeyChecking=accept-new',
      quote(`UserKnownHostsFile=${inSshConfig(knownHosts)}`),
      // With the port, as ssh does: several servers of a host have their own keys.
      `HostKeyAlias=${quote(port === '' || port === '22' ? host : `[${host}]:${port}`)}`,
      `HostName=${address}`,
    ];
    const command = ['ssh', '-F', '/dev/null', '-i', quote(key), ...options.flatMap((each) => ['-o', each])];
    return { ...settings(SETTINGS), GIT_SSH_COMMAND: command.join(' '), GIT_SSH_VARIANT: 'ssh' };
  }
  const at = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  const pinned: [string, string][] = /^[\d.]+$|:/.test(host)
    ? []
    : [['http.curloptResolve', `${host}:${at}:${address.includes(':') ? `[${address}]` : address}`]];
  if (credential === null) return settings([...SETTINGS, ...pinned]);
  return {
    ...settings([...SETTINGS, ...pinned, ['credential.helper', HELPER]]),
    KILN_GIT_USERNAME: credential.username,
    KILN_GIT_SECRET: credential.secret,
  };
}

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** Escapes a path for an ssh option, where spaces separate paths and `%` is special. */
const inSshConfig = (file: string) => `"${file.replace(/["\\]/g, '\\$&').replaceAll('%', '%%')}"`;

function fail(kind: RemoteFailure['kind'], why: string): RemoteResult {
  return { ok: false, failure: { kind, why } };
}

/** The reason why a remote operation failed, from Git's output: short and without possible secrets. */
export function failureOf(stderr: string, secret = ''): RemoteFailure {
  const open = secret === '' ? stderr : stderr.replaceAll(secret, '***');
  const said = open.replaceAll(/(\w+:\/\/)[^\s/@]*@/g, '$1').trim();
  if (/\((stale info|fetch first|non-fast-forward)\)|cannot lock ref|incorrect old value/.test(said)) {
    return { kind: 'moved', why: 'somebody else pushed to it meanwhile' };
  }
  if (/promisor remote/.test(said)) return PARTIAL;
  const rejected = /\[(?:remote )?rejected\].*\(([^)]*)\)/.exec(said)?.[1];
  if (rejected !== undefined) {
    const words = saidByServer(said);
    return { kind: 'refused', why: `it rejects the push (${rejected.slice(0, 200)})${words}` };
  }
  if (
    /Authentication failed|could not read (Username|Password)|error: 40[13]|Permission denied|Load key/.test(
      said,
    )
  )
    return { kind: 'refused', why: 'it does not accept the credential, or there is none for it' };
  if (/not found|error: 404|does not appear to be a git repository/.test(said))
    return { kind: 'refused', why: 'there is no such repository, or the credential has no access to it' };
  if (/unable to update url base from redirection|error: 30\d/.test(said))
    return { kind: 'refused', why: 'it redirects to another address, which is not followed' };
  const object = /^(?:remote: )?(?:error|fatal): object [0-9a-f]+: (\w+: .*)$/m.exec(said)?.[1];
  if (object !== undefined)
    return { kind: 'refused', why: `it contains an invalid Git object (${object.slice(0, 200)})` };
  if (/Host key verification failed/.test(said)) return { kind: 'refused', why: 'its host key has changed' };
  const line = /^(?:fatal|error|ssh): (.*)$/m.exec(said)?.[1] ?? said.split('\n').at(-1) ?? '';
  return { kind: 'unreachable', why: `it cannot be reached (${line.slice(0, 200)})` };
}

/**
 * The server's own message, for example of a hook: on one line, truncated, without control characters. Empty if none.
 */
function saidByServer(stderr: string): string {
  const lines = stderr.split(/[\r\n]+/).flatMap((line) => /^remote: ?(.*)$/.exec(line)?.[1]?.trim() ?? []);
  const words = lines
    .filter((line) => line !== '')
    .join(' ')
    .replaceAll(/[^\P{C}]+/gu, ' ')
    .slice(0, 500);
  return words === '' ? '' : `. It says: ${words}`;
}
