import Stainless from '@stainless-api/sdk';
import { inject } from 'vitest';
import { description } from './description.ts';

export { description };

/** The published client, connected to the service that all integration tests share (test/setup.ts). */
export function client(apiKey = inject('apiKey')): Stainless {
  return new Stainless({ apiKey, baseURL: inject('baseUrl'), maxRetries: 0 });
}

export function configFile(targets: readonly string[]): string {
  return `organization:\n  name: Pets\ntargets:\n${targets.map((target) => `  ${target}: {}\n`).join('')}`;
}

/** A request to a route that the published client does not know: the status of the answer and its body. */
export async function request(
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(inject('baseUrl') + path, {
    method,
    headers: {
      authorization: `Bearer ${inject('apiKey')}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
}

/** The port of the Git host that the shared service may reach (test/setup.ts). */
export function gitPort(): { port: number; turns: string } {
  return { port: Number(new URL(inject('gitHost')).port), turns: inject('dataDir') };
}

let counter = 0;

function nextSlug(): string {
  counter += 1;
  return `t${process.pid.toString(36)}-${Date.now().toString(36)}-${counter}`;
}

/** A new project for a test: its slug. */
export async function newProject(
  targets: Stainless.Target[] = ['typescript'],
  slug = nextSlug(),
): Promise<string> {
  await client().projects.create({
    org: inject('org'),
    slug,
    display_name: slug,
    targets,
    revision: {
      'openapi.json': { content: description() },
      'stainless.yml': { content: configFile(targets) },
    },
  });
  return slug;
}

/** Waits until every target of a build is completed. */
export async function completed(id: string, timeoutMs = 120_000): Promise<Stainless.Build> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const build = await client().builds.retrieve(id);
    if (Object.values(build.targets).every((target) => target?.status === 'completed')) return build;
    if (Date.now() > until) throw new Error(`Build ${id} did not complete: ${JSON.stringify(build.targets)}`);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

/** The latest completed build of a project, or of one of its branches. */
export async function firstBuild(project: string, branch?: string): Promise<Stainless.Build> {
  const page = await client().builds.list({ project, branch });
  const [build] = page.data;
  if (build === undefined) throw new Error(`Project ${project} has no build.`);
  return completed(build.id);
}
