import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sdkContext } from '../../builds/sdk-context.ts';
import { notFound } from '../../contract/errors.ts';
import { SdkVersions } from '../../contract/page.ts';
import { SDK_TARGETS, type SdkTarget } from '../../contract/targets.ts';
import { configOf, readConfigFiles } from '../../git/config-files.ts';
import { commitNamed } from '../../git/description-trailer.ts';
import { versionsOf } from '../../git/sdk-branch/versions.ts';
import { type BuildRecord, listBuilds } from '../../records/builds.ts';
import type { Links } from '../../runtime/storage/signed-links.ts';
import { definitionOf } from '../../targets/index.ts';
import type { ApiDeps } from '../deps.ts';
import { findProject } from '../find-project.ts';
import { callerOf, linksFor } from '../plugins/auth.ts';
import { repositoryOf } from '../resources/build-view.ts';

/** Maximum number of versions in a response. */
const SHOWN = 100;

/** The versions of an SDK; used by the page only. */
export function sdkVersionRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/v0/page/projects/:project/targets/:target/versions',
    {
      schema: {
        hide: true,
        params: z.object({ project: z.string().min(1).max(100), target: z.enum(SDK_TARGETS) }),
        querystring: z.object({ ref: z.string().min(1).max(255).default('main') }),
        response: { 200: SdkVersions },
      },
    },
    async (request) => {
      const { target } = request.params;
      const project = await findProject(deps.db, callerOf(request), request.params.project);
      const repository = deps.repositories.get(project.organization.slug, project.slug, target);
      if (!repository.exists) throw notFound(`target: ${target} has not been built in this project yet.`);
      const sha = await commitNamed(repository, request.query.ref);
      if (sha === null)
        throw notFound(`ref: there is no branch, tag or commit ${JSON.stringify(request.query.ref)}.`);
      const [build] = await listBuilds(deps.db, { projectId: project.id, target, limit: 1 });
      const links = linksFor(deps.links, request);
      const command = build === undefined ? () => null : await installing(deps, build, target, links);
      const found = await versionsOf(repository, sha);
      return {
        data: found.slice(0, SHOWN).map(({ name, tagged, commit, at }) => ({
          name,
          tagged,
          commit,
          at: at.toISOString(),
          install_command: command(commit),
        })),
        has_more: found.length > SHOWN,
      };
    },
  );
}

/** How to install a commit of an SDK, by the config file of its latest build. */
async function installing(
  deps: ApiDeps,
  build: BuildRecord,
  target: SdkTarget,
  links: Links,
): Promise<(sha: string) => string | null> {
  const { organization, slug } = build.project;
  const files = deps.repositories.get(organization.slug, slug, 'config');
  const config = configOf(await readConfigFiles(files, build.configCommit));
  const own = config.targets?.[target] ?? {};
  const definition = definitionOf(target, own);
  const sdk = sdkContext({ build, config }, target, own, definition);
  const { url: cloneUrl } = links.signGit(`/git/${organization.slug}/${repositoryOf(build, target)}.git`);
  return (sha) => definition.installCommand(sdk, { cloneUrl, sha });
}
