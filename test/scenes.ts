import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Database } from '../src/records/database.ts';
import { buildWorkflowId, rebuildScheduleId, targetWorkflowId } from '../src/temporal/ids.ts';
import { git, withFolder } from './git.ts';
import { hold } from './held.ts';
import { configFile, description } from './service.ts';

/** A running Kiln in which scenes are created. */
export interface Service {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly org: string;
  readonly db: Database;
}

/** Something an operator looks at: its place in the Temporal UI, and words that must be there. */
export interface Scene {
  readonly name: string;
  /** Path in the Temporal UI below its namespace. */
  readonly path: string;
  /** The tab to open there. */
  readonly tab?: 'User Metadata' | 'Search Attributes' | 'Memo' | 'Relationships';
  readonly words: readonly string[];
}

const Id = z.object({ id: z.string() });
const workflow = (id: string) => `workflows/${encodeURIComponent(id)}`;

export async function call(service: Service, method: string, url: string, body?: unknown): Promise<unknown> {
  const response = await fetch(service.baseUrl + url, {
    method,
    headers: { authorization: `Bearer ${service.apiKey}`, 'content-type': 'application/json' },
    body: body === undefined && method !== 'POST' ? undefined : JSON.stringify(body ?? {}),
  });
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  return response.json();
}

const make = (service: Service, slug: string, targets: readonly string[]) =>
  call(service, 'POST', '/v0/projects', {
    org: service.org,
    slug,
    targets,
    revision: {
      'openapi.json': { content: description() },
      'stainless.yml': { content: configFile(targets) },
    },
  });

export async function ended(service: Service, id: string): Promise<string> {
  while ((await service.db.build.findUniqueOrThrow({ where: { id } })).completedAt === null) await wait(200);
  return id;
}

async function firstBuild(service: Service, project: string): Promise<string> {
  const { id } = await service.db.build.findFirstOrThrow({ where: { project: { slug: project } } });
  return ended(service, id);
}

async function newBuild(service: Service, project: string, body: object = {}): Promise<string> {
  const answer = await call(service, 'POST', '/v0/builds', {
    project,
    branch: 'main',
    revision: 'main',
    ...body,
  });
  return Id.parse(answer).id;
}

/** A successful build of two targets. */
export async function wellBuilt(service: Service, project: string): Promise<Scene> {
  await make(service, project, ['typescript', 'go']);
  const id = await firstBuild(service, project);
  return {
    name: 'build',
    path: workflow(buildWorkflowId(id)),
    tab: 'User Metadata',
    words: [
      `${service.org}/${project} (main): 2 targets`,
      'The record of this build',
      'typescript',
      'go',
      'commit',
      'lint log',
    ],
  };
}

/** A target that was cancelled while it was running, and the same target after a retry. */
export async function cancelledAndRetried(
  service: Service,
  project: string,
): Promise<readonly [Scene, () => Promise<Scene>]> {
  await make(service, project, ['typescript', 'go']);
  await firstBuild(service, project);
  // Without cached results it runs all of its steps, though nothing changed.
  const { id: projectId } = await service.db.project.findFirstOrThrow({ where: { slug: project } });
  await service.db.generatedTree.deleteMany({ where: { projectId, target: 'go' } });
  const id = await newBuild(service, project);
  const letGo = await hold(service.db, id, 'go');
  // Both targets start together: go's workflow exists once the other has begun.
  const begun = { buildId: id, target: 'typescript', status: { not: 'not_started' as const } };
  while ((await service.db.buildStep.count({ where: begun })) === 0) await wait(100);
  await wait(500);
  const cancelled = call(service, 'POST', `/v0/builds/${id}/targets/go/cancel`);
  await wait(1000);
  await letGo();
  await cancelled;
  await ended(service, id);
  const scene = {
    name: 'cancelled',
    path: workflow(targetWorkflowId(id, 'go')),
    tab: 'User Metadata' as const,
    words: [`go of ${service.org}/${project} (main)`, 'cancelled', 'Cancelled on request.'],
  };
  const retried = async () => {
    await call(service, 'POST', `/v0/builds/${id}/targets/go/retry`);
    await ended(service, id);
    return {
      name: 'retried',
      path: workflow(targetWorkflowId(id, 'go')),
      tab: 'User Metadata' as const,
      words: [`go of ${service.org}/${project} (main), attempt 2`, 'noop'],
    };
  };
  return [scene, retried];
}

/** Custom code that conflicts with generated code. */
export async function conflicting(service: Service, project: string): Promise<Scene> {
  await make(service, project, ['typescript']);
  await firstBuild(service, project);
  await withFolder(async (folder) => {
    const url = new URL(`${service.baseUrl}/git/${service.org}/${project}-typescript.git`);
    url.username = 'x';
    url.password = service.apiKey;
    await git(folder, 'clone', '--quiet', url.href, 'sdk');
    const sdk = path.join(folder, 'sdk');
    const file = path.join(sdk, 'README.md');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/^.*$/m, '# Our own title'));
    await git(sdk, 'commit', '--quiet', '--all', '--message', 'A title of our own');
    await git(sdk, 'push', '--quiet');
  });
  const renamed = configFile(['typescript']).replace('Pets', 'Animals');
  const id = await newBuild(service, project, { revision: { 'stainless.yml': { content: renamed } } });
  await ended(service, id);
  return {
    name: 'conflict',
    path: workflow(targetWorkflowId(id, 'typescript')),
    tab: 'User Metadata',
    words: [
      'merge_conflict',
      'Generated and custom code conflict in',
      `typescript of ${service.org}/${project} (main)`,
    ],
  };
}

/** A schedule that has run. */
export async function scheduled(service: Service, project: string): Promise<Scene> {
  await make(service, project, ['typescript']);
  await firstBuild(service, project);
  const schedule = `/v0/projects/${project}/schedules/nightly`;
  await call(service, 'PUT', schedule, {
    cron: '30 4 * * *',
    time_zone: 'Europe/Berlin',
    note: 'Takes up what changed over the day.',
  });
  await call(service, 'POST', `${schedule}/trigger`);
  const made = () =>
    service.db.build.findFirst({ where: { project: { slug: project }, trigger: 'schedule' } });
  let build = await made();
  for (; build === null; build = await made()) await wait(200);
  await ended(service, build.id);
  const id = rebuildScheduleId(service.org, project, 'nightly');
  return {
    name: 'schedule',
    path: `schedules/${encodeURIComponent(id)}`,
    words: [id, 'Takes up what changed over the day.', 'Europe/Berlin'],
  };
}
