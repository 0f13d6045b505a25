import { spawn } from 'node:child_process';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CLOSED_TO_PUSHES, closedToPushes, openToPushes } from '../git/sdk-branch/protected-refs.ts';
import { gitEnvironment, type Setting, settings } from '../git/store/git-command.ts';
import type { Repository } from '../git/store/repository.ts';
import { CLOSED_CONFLICTS, OPEN_BRANCHES } from './git-hooks.ts';

export const GIT_SERVICES = ['git-upload-pack', 'git-receive-pack'] as const;
export type GitService = (typeof GIT_SERVICES)[number];

/** A peer that neither sends nor receives for this long has its connection closed. */
const IDLE_MS = 120_000;

/**
 * Settings that override a repository's own, so that no file in it can change them: its hooks never run, Kiln's own
 * refs cannot be pushed to, any commit can be fetched by its SHA, and pushed objects are checked.
 */
const SETTINGS: readonly Setting[] = [
  ['uploadpack.hideRefs', 'refs/kiln'],
  ['uploadpack.hideRefs', '!refs/kiln/generated'],
  ['uploadpack.allowAnySHA1InWant', 'true'],
  // For partial clones, which fetch the contents of files on demand.
  ['uploadpack.allowFilter', 'true'],
  ['receive.fsckObjects', 'true'],
  ['receive.autogc', 'false'],
  ['http.receivepack', 'true'],
];

/**
 * Answers a request with `git http-backend` as CGI; both bodies are streamed. `advertise` marks the first request of
 * a fetch or push, which lists the refs; `hooks` is the folder of Kiln's own hooks. Settles when the program has
 * exited, with whether it succeeded.
 */
export async function serveGit(
  request: FastifyRequest,
  reply: FastifyReply,
  repository: Repository,
  service: GitService,
  advertise: boolean,
  hooks: string,
): Promise<boolean> {
  const pushes = service === 'git-receive-pack' && !advertise;
  const open = pushes ? await openToPushes(repository) : [];
  const conflicts = pushes ? [...(await closedToPushes(repository))] : [];
  const closed = CLOSED_TO_PUSHES.map((ref): Setting => ['receive.hideRefs', ref]);
  reply.hijack();
  const { raw } = reply;
  const header = (name: string) => {
    const value = request.headers[name];
    return typeof value === 'string' ? value : '';
  };
  const child = spawn('git', ['http-backend'], {
    env: gitEnvironment({
      ...settings([...SETTINGS, ...closed, ['core.hooksPath', hooks]]),
      [OPEN_BRANCHES]: open.join(' '),
      [CLOSED_CONFLICTS]: conflicts.map((conflict) => conflict.join(':')).join(' '),
      GIT_PROJECT_ROOT: repository.gitDir,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: advertise ? '/info/refs' : `/${service}`,
      REQUEST_METHOD: request.method,
      QUERY_STRING: advertise ? `service=${service}` : '',
      CONTENT_TYPE: header('content-type'),
      CONTENT_LENGTH: header('content-length'),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      GIT_PROTOCOL: header('git-protocol'),
      REMOTE_USER: 'kiln',
    }),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  raw.socket?.setTimeout(IDLE_MS, () => raw.destroy());
  // Not `request.raw`, which closes as soon as the body is read. A push that has arrived completely may finish:
  // killing it would leave the locks of its refs behind.
  raw.on('close', () => {
    child.stdin.destroy();
    child.stdout.destroy();
    if (service === 'git-upload-pack') child.kill('SIGTERM');
  });
  child.stdin.on('error', () => {});
  request.raw.pipe(child.stdin);
  answer(child.stdout, raw);
  return new Promise((resolve) => {
    child.on('error', () => {
      raw.destroy();
      resolve(false);
    });
    child.on('close', (code) => resolve(code === 0));
  });
}

/** Converts CGI to HTTP: parses the header and pipes the rest. */
function answer(stdout: NodeJS.ReadableStream, raw: FastifyReply['raw']): void {
  let head = Buffer.alloc(0);
  const onHead = (chunk: Buffer) => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    stdout.removeListener('data', onHead);
    stdout.pause();
    const { status, headers } = parseHead(head.subarray(0, end).toString('latin1'));
    raw.writeHead(status, headers);
    raw.write(head.subarray(end + 4));
    stdout.pipe(raw);
  };
  stdout.on('data', onHead);
  stdout.on('end', () => {
    if (!raw.headersSent) raw.writeHead(500).end();
  });
}

function parseHead(text: string): { status: number; headers: Record<string, string> } {
  const headers: Record<string, string> = {};
  let status = 200;
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'status') status = Number.parseInt(value, 10);
    else headers[name] = value;
  }
  return { status, headers };
}
