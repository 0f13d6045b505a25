import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GitError, type GitResult, git, type Setting, settings } from './native.ts';
import type { Repository } from './repository.ts';

export interface RemoteCredential {
  readonly username: string;
  /** A password or token for http(s), a private key for ssh. */
  readonly secret: string;
}

/** A repository elsewhere, as Git is told of it. */
export interface Remote {
  /** http(s) or ssh, without a password. */
  readonly url: string;
  /** What Git is told: the same, or `user@host:path` from the home folder there. */
  readonly place: string;
  /** The address that the host's name was resolved to and that was checked: Git connects to no other. */
  readonly address: string;
  readonly credential: RemoteCredential | null;
  /** File of host keys of ssh: a host's key is taken at first sight, and must stay. */
  readonly knownHosts: string;
  readonly signal: AbortSignal;
}

export type RemoteFailure =
  /** It may go better soon. */
  | { readonly kind: 'unreachable'; readonly why: string }
  /** It answered that it does not do this. */
  | { readonly kind: 'refused'; readonly why: string }
  /** Somebody else pushed meanwhile. */
  | { readonly kind: 'moved'; readonly why: string };

export type RemoteResult =
  | { readonly ok: true; readonly stdout: string }
  | { readonly ok: false; readonly failure: RemoteFailure };

/** No redirects: they would lead to addresses that nobody checked. */
const SETTINGS: readonly Setting[] = [
  ['protocol.allow', 'never'],
  ['protocol.http.allow', 'always'],
  ['protocol.https.allow', 'always'],
  ['protocol.ssh.allow', 'always'],
  ['http.followRedirects', 'false'],
  ['http.lowSpeedLimit', '1'],
  ['http.lowSpeedTime', '30'],
  ['fetch.fsckObjects', 'true'],
  ['maintenance.auto', 'false'],
  ['gc.auto', '0'],
];
/** Git asks it when the server wants to know who is there. What it says comes from its environment alone. */
const HELPER =
  '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n" "$KILN_GIT_USERNAME" "$KILN_GIT_SECRET"; }; f';

/** Runs Git against a remote. Credentials are in no argument and in no file but a private key of ssh while it runs. */
export async function atRemote(
  { gitDir }: Repository,
  remote: Remote,
  args: readonly string[],
): Promise<RemoteResult> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kiln-remote-'));
  try {
    const env = await environment(remote, folder);
    return { ok: true, stdout: (await run(args, gitDir, env, remote.signal)).stdout };
  } catch (error) {
    if (remote.signal.aborted) return fail('unreachable', 'it took too long');
    if (!(error instanceof GitError)) throw error;
    return { ok: false, failure: failureOf(error.stderr) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(
  args: readonly string[],
  gitDir: string,
  env: Record<string, string>,
  signal: AbortSignal,
): Promise<GitResult> {
  return git(args, { gitDir, env, signal, timeoutMs: 180_000 });
}

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
      // By its port too, as ssh notes hosts itself: several servers of a host have keys of their own.
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

/** A path as ssh reads it in an option, where spaces part several and `%` stands for something. */
const inSshConfig = (file: string) => `"${file.replace(/["\\]/g, '\\$&').replaceAll('%', '%%')}"`;

function fail(kind: RemoteFailure['kind'], why: string): RemoteResult {
  return { ok: false, failure: { kind, why } };
}

/** What Git says of a remote that did not do it, in few words and without what may be secret. */
export function failureOf(stderr: string): RemoteFailure {
  const said = stderr.replaceAll(/(\w+:\/\/)[^\s/@]*@/g, '$1').trim();
  if (/\((stale info|fetch first|non-fast-forward)\)|cannot lock ref|incorrect old value/.test(said)) {
    return { kind: 'moved', why: 'somebody else pushed to it meanwhile' };
  }
  const rejected = /\[(?:remote )?rejected\].*\(([^)]*)\)/.exec(said)?.[1];
  if (rejected !== undefined)
    return { kind: 'refused', why: `it rejects the push (${rejected.slice(0, 200)})` };
  if (
    /Authentication failed|could not read (Username|Password)|error: 40[13]|Permission denied|Load key/.test(
      said,
    )
  )
    return { kind: 'refused', why: 'it does not accept the credential, or there is none for it' };
  if (/not found|error: 404|does not appear to be a git repository/.test(said))
    return { kind: 'refused', why: 'there is no such repository, or the credential may not see it' };
  if (/unable to update url base from redirection|error: 30\d/.test(said))
    return { kind: 'refused', why: 'it redirects to another address, which is not followed' };
  const object = /^(?:remote: )?(?:error|fatal): object [0-9a-f]+: (\w+: .*)$/m.exec(said)?.[1];
  if (object !== undefined)
    return { kind: 'refused', why: `it has what Git must not take (${object.slice(0, 200)})` };
  if (/Host key verification failed/.test(said))
    return { kind: 'refused', why: 'its host key is not the one that was seen before' };
  const line = /^(?:fatal|error|ssh): (.*)$/m.exec(said)?.[1] ?? said.split('\n').at(-1) ?? '';
  return { kind: 'unreachable', why: `it cannot be reached (${line.slice(0, 200)})` };
}
