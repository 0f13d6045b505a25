import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  GenerateCommitMessageBody,
  GenerateCommitMessageQuery,
  GeneratedCommitMessage,
} from '../../contract/commit-messages.ts';
import { badRequest, ErrorBody, notFound } from '../../contract/errors.ts';
import { isSdkTarget } from '../../contract/targets.ts';
import type { ApiDeps } from '../deps.ts';
import { findProject } from '../find-project.ts';
import { callerOf } from '../plugins/auth.ts';
import { messageBetween } from '../resources/generated-commit-message.ts';

export function commitMessageRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.post(
    '/v0/projects/:project/generate_commit_message',
    {
      schema: {
        operationId: 'projects.generateCommitMessage',
        summary: 'Generate a commit message for the API changes between two refs of an SDK repository',
        tags: ['projects'],
        params: z.object({ project: z.string().min(1).max(100) }),
        querystring: GenerateCommitMessageQuery,
        body: GenerateCommitMessageBody,
        response: { 200: GeneratedCommitMessage, '4xx': ErrorBody },
      },
    },
    async (request) => {
      const project = await findProject(deps.db, callerOf(request), request.params.project);
      const { target } = request.query;
      if (!isSdkTarget(target)) throw badRequest(`target: ${target} is not an SDK target of this service.`);
      const { organization, slug } = project;
      const sdk = deps.repositories.get(organization.slug, slug, target);
      if (!sdk.exists) throw notFound(`target: ${target} has not been built in this project yet.`);
      const config = deps.repositories.get(organization.slug, slug, 'config');
      const { base_ref, head_ref } = request.body;
      return { ai_commit_message: await messageBetween(deps.descriptions, sdk, config, base_ref, head_ref) };
    },
  );
}
