import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { headsOf, namedCommit } from '../../builds/config-commits.ts';
import { isConfigFilePath } from '../../contract/config-file.ts';
import { Configs, ConfigsQuery, GuessBody } from '../../contract/configs.ts';
import { ErrorBody, notFound } from '../../contract/errors.ts';
import { descriptionPath, readConfigFiles } from '../../git/config-files.ts';
import type { ApiDeps } from '../deps.ts';
import { findProject } from '../find-project.ts';
import { callerOf } from '../plugins/auth.ts';
import { guess } from '../resources/guessed-config.ts';

export function configRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/v0/projects/:project/configs',
    {
      schema: {
        operationId: 'projects.configs.retrieve',
        summary: 'Retrieve the config file of a branch or config commit, and the files named in `include`',
        tags: ['configs'],
        params: z.object({ project: z.string().min(1).max(100) }),
        querystring: ConfigsQuery,
        response: { 200: Configs, '4xx': ErrorBody },
      },
    },
    async (request): Promise<Configs> => {
      const project = await findProject(deps.db, callerOf(request), request.params.project);
      const repository = deps.repositories.get(project.organization.slug, project.slug, 'config');
      const heads = headsOf(deps.db, project.id);
      const { sha: commit } = await namedCommit(repository, heads, request.query.branch, 'branch');
      const files = await readConfigFiles(repository, commit);
      const wanted = (request.query.include ?? '').split(',').map((path) => path.trim());
      const paths = [...files.keys()].filter(isConfigFilePath);
      for (const name of new Set(wanted.filter((name) => name !== ''))) {
        const path = files.has(name) ? name : name === 'openapi' ? descriptionPath(files) : null;
        if (path === null) throw notFound(`include: there is no file ${JSON.stringify(name)} in ${commit}.`);
        if (!paths.includes(path)) paths.push(path);
      }
      return Object.fromEntries(paths.map((path) => [path, { content: files.get(path) ?? '' }]));
    },
  );

  app.post(
    '/v0/projects/:project/configs/guess',
    {
      schema: {
        operationId: 'projects.configs.guess',
        summary: 'Generate an initial config file for a description',
        tags: ['configs'],
        params: z.object({ project: z.string().min(1).max(100) }),
        body: GuessBody,
        response: { 200: Configs, '4xx': ErrorBody },
      },
    },
    async (request): Promise<Configs> => {
      const project = await findProject(deps.db, callerOf(request), request.params.project);
      const { path, content } = await guess(deps, project, request.body.spec, request.body.branch ?? null);
      return { [path]: { content } };
    },
  );
}
