import { z } from 'zod';
import { description } from '../description.ts';
import type { Kiln } from './kiln.ts';
import { CHECK_MARK } from './processes.ts';

const Builds = z.object({ data: z.array(z.object({ id: z.string() })) });

/** Creates a project whose cli lints with a shell command; `others` are not checked. Returns the id of its first build. */
export async function buildWithLint(
  kiln: Kiln,
  project: string,
  command: string,
  others: readonly string[] = [],
): Promise<string> {
  const lint = `[[sh, -c, ': ${CHECK_MARK}; ${command}']]`;
  const cli = `  cli:\n    checks: {prepare: false, lint: ${lint}, build: false, test: false}\n`;
  const config = `targets:\n${cli}${others.map((name) => `  ${name}: {checks: false}\n`).join('')}`;
  await kiln.request('POST', '/v0/projects', {
    org: 'chaos',
    slug: project,
    display_name: project,
    targets: ['cli', ...others],
    revision: { 'openapi.json': { content: description() }, 'stainless.yml': { content: config } },
  });
  const [build] = Builds.parse((await kiln.request('GET', `/v0/builds?project=${project}`)).body).data;
  if (build === undefined) throw new Error(`${project} has no build.`);
  return build.id;
}
