import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { continueAfterPush } from '../../builds/continue-build.ts';
import { ApiError, notFound } from '../../contract/errors.ts';
import { isSdkTarget, TARGET_NAMES } from '../../contract/targets.ts';
import type { RepositoryKind } from '../../git/store/repositories.ts';
import type { Repository } from '../../git/store/repository.ts';
import { findProjectByPath, type ProjectRecord } from '../../records/projects.ts';
import type { ApiDeps } from '../deps.ts';
import { GIT_SERVICES, type GitService, serveGit } from '../git-backend.ts';
import { writeHooks } from '../git-hooks.ts';
import { type AuthDeps, authenticate, isAllowedTo } from '../plugins/auth.ts';
import { toApiError } from '../plugins/errors.ts';
import { isSignedGit } from '../plugins/signed-query.ts';

/** The record decides where its branches point; a push would make the two disagree. */
const FOLLOWS_THE_API =
  'The config repository is read-only over Git: send config files with POST /v0/builds; move branches with the branches endpoints.';

const KINDS: readonly RepositoryKind[] = [...TARGET_NAMES, 'config'];

/** Repositories over Git's smart HTTP protocol: `git http-backend` as CGI, with API keys or signed credentials. */
export function gitRoutes(app: FastifyInstance, deps: ApiDeps & AuthDeps): void {
  let hooks: Promise<string> | null = null;
  app.register(async (scope) => {
    scope.setErrorHandler((error: FastifyError, request, reply) => {
      const known = toApiError(error);
      // Git shows an error to its user only if it is plain text.
      if (known.status >= 500 || !/^git\//.test(request.headers['user-agent'] ?? '')) throw error;
      if (known.status === 401) reply.header('www-authenticate', 'Basic realm="Kiln"');
      return reply.status(known.status).type('text/plain; charset=utf-8').send(`${known.message}\n`);
    });
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.route<{ Params: { org: string; name: string; '*': string }; Querystring: { service?: unknown } }>({
      method: ['GET', 'POST'],
      url: '/git/:org/:name/*',
      config: { scope: 'none', slow: true },
      schema: { hide: true },
      bodyLimit: Number.MAX_SAFE_INTEGER,
      handler: async (request, reply) => {
        const { org, name, '*': path } = request.params;
        const advertise = path === 'info/refs' && request.method === 'GET';
        const service = serviceNamed(advertise ? request.query.service : path);
        if (service === null || (!advertise && request.method !== 'POST')) {
          throw notFound('This is not a Git smart HTTP service.');
        }
        const writes = service === 'git-receive-pack';
        await checkAllowed(deps, request, reply, { org, name, writes });
        const found = await find(deps, org, name);
        if (found === null) throw notFound(`There is no repository ${org}/${name}.`);
        const { repository, project, kind } = found;
        if (writes && kind === 'config') throw new ApiError('forbidden', FOLLOWS_THE_API);
        hooks ??= writeHooks(deps.repositories.temporary);
        const served = await serveGit(request, reply, repository, service, advertise, await hooks);
        if (!served || advertise || !writes || !isSdkTarget(kind)) return;
        // The push is answered already, so a failure here does not fail it. A manual retry does the same.
        await continueAfterPush(deps, project, kind).catch((error: unknown) => {
          request.log.error({ err: error }, 'a build could not go on after a push');
        });
      },
    });
  });
}

function serviceNamed(name: unknown): GitService | null {
  return GIT_SERVICES.find((service) => service === name) ?? null;
}

/**
 * Accepts an API key with the scope, as password or bearer token, of the repository's organisation; or a signed
 * credential, which can only read. Throws a 401, and a 403 if the key lacks the scope.
 */
async function checkAllowed(
  deps: ApiDeps & AuthDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { org, name, writes }: { org: string; name: string; writes: boolean },
): Promise<void> {
  const [scheme = '', value = ''] = (request.headers.authorization ?? '').split(' ', 2);
  const secret =
    scheme.toLowerCase() === 'basic'
      ? Buffer.from(value, 'base64')
          .toString('utf8')
          .replace(/^[^:]*:/, '')
      : value;
  if (secret !== '') {
    if (!writes && (await isSignedGit(deps, `/git/${org}/${name}`, secret))) return;
    const caller = await authenticate(deps, request, reply, secret);
    const scope = writes ? 'build' : 'read';
    if (caller?.org === org) {
      if (isAllowedTo(caller, scope)) return;
      throw new ApiError('forbidden', `Authorization: this key is not allowed to ${scope}.`);
    }
  }
  reply.header('www-authenticate', 'Basic realm="Kiln"');
  throw new ApiError('unauthorized', 'Authorization: send an API key as the password.');
}

interface Found {
  readonly project: ProjectRecord;
  readonly kind: RepositoryKind;
  readonly repository: Repository;
}

/** Only names found in the record become paths. */
async function find({ db, repositories }: ApiDeps, org: string, name: string): Promise<Found | null> {
  const bare = name.replace(/\.git$/, '');
  const kind = KINDS.find((candidate) => bare.endsWith(`-${candidate}`));
  if (kind === undefined) return null;
  const slug = bare.slice(0, -kind.length - 1);
  const project = await findProjectByPath(db, org, slug);
  if (project === null) return null;
  const repository = repositories.get(org, slug, kind);
  return repository.exists ? { project, kind, repository } : null;
}
