import Stainless from '@stainless-api/sdk';
import { inject } from 'vitest';
import { openDatabase } from '../src/records/database.ts';
import { newId } from '../src/records/ids.ts';
import { hashKey } from '../src/records/keys.ts';
import { configFile, description } from './service.ts';

// Objects that the published SDKs' own tests name in their requests, in a separate organisation.
const ORG = 'org';
const KEY = 'My API Key';
const PROJECTS = ['project', 'stainless'];
const BUILDS = ['buildId', 'build_id'];
const BRANCHES = ['string', 'branch_from', 'base', 'base_ref', 'head_ref'];
/** A file that `include` names. */
const INCLUDED = 'include';

export interface Fixtures {
  /** Recreates what a test may have deleted. */
  renew(): Promise<void>;
  close(): Promise<void>;
}

/** Creates the organisation, its key, projects, branches and builds. All but the key and the ids go through the API. */
export async function seedFixtures(): Promise<Fixtures> {
  const db = openDatabase(inject('databaseUrl'));
  const organizationId = newId();
  await db.organization.create({ data: { id: organizationId, slug: ORG } });
  await db.apiKey.create({
    data: {
      id: newId(),
      organizationId,
      name: 'fixture',
      hash: hashKey(KEY),
      hint: KEY.slice(-4),
      scopes: ['read', 'build', 'admin'],
    },
  });
  const client = new Stainless({ apiKey: KEY, baseURL: inject('baseUrl'), maxRetries: 0 });
  for (const slug of PROJECTS) {
    await client.projects.create({
      org: ORG,
      slug,
      display_name: slug,
      targets: ['node', 'python'],
      revision: {
        'openapi.json': { content: description() },
        'stainless.yml': { content: configFile(['node', 'python']) },
        [INCLUDED]: { content: 'a file beside the description' },
      },
    });
  }
  // A branch created from another copies the code that exists by then.
  await until(async () => {
    const [first] = (await client.builds.list({ project: 'project' })).data;
    return first !== undefined && isCompleted(first);
  });
  const renew = async (branch = 'branch') => {
    await client.projects.branches.create({ project: 'project', branch, branch_from: 'main', force: true });
  };
  for (const branch of BRANCHES) await renew(branch);
  for (const id of BUILDS) {
    const build = await client.builds.create({ project: 'project', revision: 'main' });
    await until(async () => {
      return isCompleted(await client.builds.retrieve(build.id));
    });
    // Its workflow has ended: nothing refers to it by the old id.
    await until(async () => (await db.build.findUnique({ where: { id: build.id } }))?.completedAt !== null);
    await db.build.update({ where: { id: build.id }, data: { id } });
  }
  return { renew: () => renew(), close: () => db.$disconnect() };
}

function isCompleted({ targets }: Stainless.Build): boolean {
  return Object.values(targets).every((target) => target?.status === 'completed');
}

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 100));
}
