import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError, notFound } from '../../contract/errors.ts';
import { isSdkTarget, TARGET_NAMES } from '../../contract/targets.ts';
import type { RepositoryKind } from '../../git/repositories.ts';
import type { Repository } from '../../git/repository.ts';
import { continueAfterPush } from '../continue.ts';
import type { ApiDeps } from '../deps.ts';
import { GIT_SERVICES, type GitService, serveGit } from '../git-backend.ts';
import { type AuthDeps, authenticate, isAllowedTo } from '../plugins/auth.ts';
import type { ProjectRecord } from '../views.ts';

const KINDS: readonly RepositoryKind[] = [...TARGET_NAMES, 'config'];

/** Repositories over Git's smart HTTP: `git http-backend` as CGI, behind keys and signed credentials. */
export function gitRoutes(app: FastifyInstance, deps: ApiDeps & AuthDeps): void {
  app.register(async (scope) => {
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
          throw notFound('This is not a service of smart HTTP.');
        }
        if (!(await isAllowed(deps, request, reply, { org, name, writes: service === 'git-receive-pack' }))) {
          reply.header('www-authenticate', 'Basic realm="Kiln"');
          throw new ApiError('unauthorized', 'Authorization: send an API key as the password.');
        }
        const found = await find(deps, org, name);
        if (found === null) throw notFound(`There is no repository ${org}/${name}.`);
        const { repository, project, kind } = found;
        const served = await serveGit(request, reply, repository, service, advertise);
        if (!served || advertise || service !== 'git-receive-pack' || !isSdkTarget(kind)) return;
        // The push is answered already: what follows is not its failure. A retry by hand does the same.
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

/** An API key as password or bearer, of the repository's organisation; or a signed credential, which only reads. */
async function isAllowed(
  deps: ApiDeps & AuthDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { org, name, writes }: { org: string; name: string; writes: boolean },
): Promise<boolean> {
  const [scheme = '', value = ''] = (request.headers.authorization ?? '').split(' ', 2);
  const secret =
    scheme.toLowerCase() === 'basic'
      ? Buffer.from(value, 'base64')
          .toString('utf8')
          .replace(/^[^:]*:/, '')
      : value;
  if (secret === '') return false;
  if (!writes && deps.links.verifyGit(`/git/${org}/${name}`, secret)) return true;
  const caller = await authenticate(deps, request, reply, secret);
  return caller !== null && caller.org === org && isAllowedTo(caller, writes ? 'build' : 'read');
}

interface Found {
  readonly project: ProjectRecord;
  readonly kind: RepositoryKind;
  readonly repository: Repository;
}

/** Only names that the record knows become paths. */
async function find({ db, repositories }: ApiDeps, org: string, name: string): Promise<Found | null> {
  const bare = name.replace(/\.git$/, '');
  const kind = KINDS.find((candidate) => bare.endsWith(`-${candidate}`));
  if (kind === undefined) return null;
  const slug = bare.slice(0, -kind.length - 1);
  const project = await db.project.findFirst({
    where: { slug, organization: { slug: org } },
    include: { organization: true },
  });
  if (project === null) return null;
  const repository = repositories.get(org, slug, kind);
  return repository.exists ? { project, kind, repository } : null;
}
