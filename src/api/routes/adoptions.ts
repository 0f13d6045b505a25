import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AdoptBody, Adoption, AdoptionsList, CarryOutBody } from '../../contract/adoptions.ts';
import { conflict, ErrorBody, notFound } from '../../contract/errors.ts';
import { SDK_TARGETS } from '../../contract/targets.ts';
import {
  type AdoptionRecord,
  changeAdoption,
  findAdoption,
  insertAdoption,
  listAdoptions,
  loadAdoption,
} from '../../records/adoptions.ts';
import { findBranch } from '../../records/branches.ts';
import { startAdoption } from '../../temporal/start-adoption.ts';
import type { ApiDeps } from '../deps.ts';
import { findProject } from '../find-project.ts';
import { type Caller, callerOf } from '../plugins/auth.ts';
import { adoptionView, upToDate } from '../resources/adoptions.ts';

const OfTarget = z.object({ project: z.string().min(1).max(100), target: z.enum(SDK_TARGETS) });
const OneAdoption = OfTarget.extend({
  id: z.string().min(1).max(40).describe('Id of the adoption.'),
});
const tags = ['adoptions'];
const config = { scope: 'build' } as const;
const PATH = '/v0/projects/:project/targets/:target/adopt';

/** Adoption of a team's existing repository: planned first, then carried out, then pushed as a branch. */
export function adoptionRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const { db, temporal } = deps;
  const response = { 200: Adoption, '4xx': ErrorBody };

  /** An adoption of the caller's organisation. Throws 404. */
  const find = async (caller: Caller, params: z.infer<typeof OneAdoption>): Promise<AdoptionRecord> => {
    const project = await findProject(db, caller, params.project);
    const found = await findAdoption(db, project.id, params.target, params.id);
    if (found === null) throw notFound(`id: there is no adoption ${JSON.stringify(params.id)}.`);
    return upToDate(db, found);
  };

  app.post(
    PATH,
    {
      config,
      schema: {
        operationId: 'projects.targets.adopt.create',
        summary: 'Plan the adoption of an existing repository',
        description:
          'Responds immediately, with an adoption in the state `planning`. A plan changes nothing.',
        tags,
        params: OfTarget,
        body: AdoptBody,
        response,
      },
    },
    async (request) => {
      const { target } = request.params;
      const project = await findProject(db, callerOf(request), request.params.project);
      const { project_branch: name } = request.body;
      if ((await findBranch(db, project.id, name)) === null) {
        throw notFound(`project_branch: there is no branch ${JSON.stringify(name)}.`);
      }
      const adoption = await insertAdoption(db, project.id, target, request.body);
      await startAdoption(temporal, { adoptionId: adoption.id, step: 'plan' });
      return adoptionView(adoption);
    },
  );

  app.get(
    PATH,
    {
      schema: {
        operationId: 'projects.targets.adopt.list',
        summary: 'List the adoptions of a target, newest first',
        tags,
        params: OfTarget,
        response: { 200: AdoptionsList, '4xx': ErrorBody },
      },
    },
    async (request) => {
      const project = await findProject(db, callerOf(request), request.params.project);
      const found = await listAdoptions(db, project.id, request.params.target);
      const data = await Promise.all(found.map((adoption) => upToDate(db, adoption)));
      return { data: data.map(adoptionView) };
    },
  );

  app.get(
    `${PATH}/:id`,
    {
      schema: {
        operationId: 'projects.targets.adopt.retrieve',
        summary: 'Retrieve an adoption with its plan',
        tags,
        params: OneAdoption,
        response,
      },
    },
    async (request) => adoptionView(await find(callerOf(request), request.params)),
  );

  app.post(
    `${PATH}/:id/carry_out`,
    {
      config,
      schema: {
        operationId: 'projects.targets.adopt.carryOut',
        summary: 'Carry out a plan, within Kiln only',
        description:
          "Bases the SDK branch on the team's branch and merges Kiln's code into it with a build. Nothing is pushed.",
        tags,
        params: OneAdoption,
        body: CarryOutBody,
        response,
      },
    },
    async (request) => {
      const { id, plan } = await find(callerOf(request), request.params);
      if (plan?.base.confidence === 'guess' && request.body?.accept_guess !== true) {
        throw conflict(
          'accept_guess: must be true, because the base of this plan is a guess: edits of generated files may be lost.',
        );
      }
      const change = { state: 'carrying_out', failure: null, note: null } as const;
      if (!(await changeAdoption(db, id, ['planned'], change))) {
        const { state } = await loadAdoption(db, id);
        if (state !== 'carrying_out') throw conflict(`id: the adoption is ${state}, not planned.`);
      }
      await startAdoption(temporal, { adoptionId: id, step: 'carry_out' });
      return adoptionView(await loadAdoption(db, id));
    },
  );

  app.post(
    `${PATH}/:id/push`,
    {
      config,
      schema: {
        operationId: 'projects.targets.adopt.push',
        summary: "Push the result to the team's repository, as a new branch",
        description: 'Responds immediately; `pushed_branch`, or `failure` and `note`, give the result.',
        tags,
        params: OneAdoption,
        response,
      },
    },
    async (request) => {
      const { id, state } = await find(callerOf(request), request.params);
      const isReady = await changeAdoption(db, id, ['carried_out'], { failure: null, note: null });
      if (!isReady) throw conflict(`id: the adoption is ${state}, not carried_out.`);
      await startAdoption(temporal, { adoptionId: id, step: 'push' });
      return adoptionView(await loadAdoption(db, id));
    },
  );
}
