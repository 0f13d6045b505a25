import { spawn } from 'node:child_process';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError, notFound } from '../../contract/errors.ts';
import { TARGET_NAMES } from '../../contract/targets.ts';
import { gitEnvironment } from '../../git/native.ts';
import type { RepositoryKind } from '../../git/repositories.ts';
import type { Repository } from '../../git/repository.ts';
import type { ApiDeps } from '../deps.ts';
import { findCaller } from '../plugins/auth.ts';

const KINDS: readonly RepositoryKind[] = [...TARGET_NAMES, 'config'];
const SERVICES = ['info/refs', 'git-upload-pack', 'git-receive-pack'];

/** Repositories over Git's smart HTTP: `git http-backend` as CGI, behind keys and signed credentials. */
export function gitRoutes(app: FastifyInstance, deps: ApiDeps): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.route<{ Params: { org: string; name: string; '*': string } }>({
      method: ['GET', 'POST'],
      url: '/git/:org/:name/*',
      config: { scope: 'none' },
      schema: { hide: true },
      bodyLimit: Number.MAX_SAFE_INTEGER,
      handler: async (request, reply) => {
        const { org, name, '*': service } = request.params;
        if (!SERVICES.includes(service)) throw notFound('This is not a service of smart HTTP.');
        const writes = service === 'git-receive-pack' || request.url.includes('service=git-receive-pack');
        const allowed = await isAllowed(deps, request, org, name, writes);
        if (!allowed) {
          reply.header('www-authenticate', 'Basic realm="Kiln"');
          throw new ApiError('unauthorized', 'Authorization: send an API key as the password.');
        }
        const repository = await find(deps, org, name);
        if (repository === null) throw notFound(`There is no repository ${org}/${name}.`);
        serve(request, reply, repository, service);
      },
    });
  });
}

/** An API key as password or bearer, of the repository's organisation; or a signed credential, which only reads. */
async function isAllowed(
  { db, links }: ApiDeps,
  request: FastifyRequest,
  org: string,
  name: string,
  writes: boolean,
): Promise<boolean> {
  const [scheme = '', value = ''] = (request.headers.authorization ?? '').split(' ', 2);
  const secret =
    scheme.toLowerCase() === 'basic'
      ? Buffer.from(value, 'base64')
          .toString('utf8')
          .replace(/^[^:]*:/, '')
      : value;
  if (secret === '') return false;
  if (!writes && links.verifyGit(`/git/${org}/${name}`, secret)) return true;
  const caller = await findCaller(db, secret);
  if (caller === null || caller.org !== org) return false;
  return caller.scopes.includes(writes ? 'build' : 'read') || caller.scopes.includes('admin');
}

/** Only names that the record knows become paths. */
async function find({ db, repositories }: ApiDeps, org: string, name: string): Promise<Repository | null> {
  const bare = name.replace(/\.git$/, '');
  const kind = KINDS.find((candidate) => bare.endsWith(`-${candidate}`));
  if (kind === undefined) return null;
  const slug = bare.slice(0, -kind.length - 1);
  const project = await db.project.findFirst({
    where: { slug, organization: { slug: org } },
    select: { id: true },
  });
  if (project === null) return null;
  const repository = repositories.get(org, slug, kind);
  return repository.exists ? repository : null;
}

function serve(request: FastifyRequest, reply: FastifyReply, repository: Repository, service: string): void {
  reply.hijack();
  const { raw } = reply;
  const header = (name: string) => {
    const value = request.headers[name];
    return typeof value === 'string' ? value : '';
  };
  const child = spawn('git', ['http-backend'], {
    env: gitEnvironment({
      GIT_PROJECT_ROOT: repository.gitDir,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: `/${service}`,
      REQUEST_METHOD: request.method,
      QUERY_STRING: request.url.split('?')[1] ?? '',
      CONTENT_TYPE: header('content-type'),
      CONTENT_LENGTH: header('content-length'),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      GIT_PROTOCOL: header('git-protocol'),
      REMOTE_USER: 'kiln',
    }),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  // Not `request.raw`: that closes as soon as the body is read.
  raw.on('close', () => child.kill('SIGKILL'));
  child.on('error', () => raw.destroy());
  child.stdin.on('error', () => {});
  request.raw.pipe(child.stdin);

  let head = Buffer.alloc(0);
  const onHead = (chunk: Buffer) => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    child.stdout.off('data', onHead);
    child.stdout.pause();
    const { status, headers } = parseHead(head.subarray(0, end).toString('latin1'));
    raw.writeHead(status, headers);
    raw.write(head.subarray(end + 4));
    child.stdout.pipe(raw);
  };
  child.stdout.on('data', onHead);
  child.stdout.on('end', () => {
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
