import { z } from 'zod';
import { description } from '../description.ts';
import type { Kiln } from './kiln.ts';
import { CHECK_MARK } from './processes.ts';

const Builds = z.object({ data: z.array(z.object({ id: z.string() })) });

/** Makes a project with one target, whose lint is a shell command. Gives the id of its first build. */
export async function buildWithLint(kiln: Kiln, project: string, command: string): Promise<string> {
  const lint = `[[sh, -c, ': ${CHECK_MARK}; ${command}']]`;
  const config = `targets:\n  cli:\n    checks: {prepare: false, lint: ${lint}, build: false, test: false}\n`;
  await kiln.request('POST', '/v0/projects', {
    org: 'chaos',
    slug: project,
    display_name: project,
    targets: ['cli'],
    revision: { 'openapi.json': { content: description() }, 'stainless.yml': { content: config } },
  });
  const [build] = Builds.parse((await kiln.request('GET', `/v0/builds?project=${project}`)).body).data;
  if (build === undefined) throw new Error(`${project} has no build.`);
  return build.id;
}
