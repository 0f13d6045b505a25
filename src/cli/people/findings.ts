import type { Stainless } from '../kiln-sdk/index.ts';
import type { BuildDiagnostic } from '../kiln-sdk/resources/builds/diagnostics.ts';
import type { Build } from '../progress.ts';
import { countLine, findingLines, isError, type Sources, shownOf } from './excerpt.ts';

export async function readFindings(client: Stainless, buildId: string): Promise<BuildDiagnostic[]> {
  const all: BuildDiagnostic[] = [];
  for await (const one of client.builds.diagnostics.list(buildId, { limit: 100 })) all.push(one);
  return all;
}

/** The files that a build was made from, to show the lines that diagnostics refer to. */
export async function sourcesOf(client: Stainless, build: Build): Promise<Sources> {
  const files = await client.projects.configs
    .retrieve(build.project, { branch: build.config_commit, include: 'openapi' })
    .catch(() => ({}));
  const found = (pattern: RegExp) => {
    const [name, file] = Object.entries(files).find(([path]) => pattern.test(path)) ?? [];
    return name === undefined || file === undefined ? null : { name, text: file.content };
  };
  return { description: found(/^openapi\.(ya?ml|json)$/), config: found(/stainless\.ya?ml$/) };
}

/** The most severe diagnostics of a build, at most this many, and the counts of all; empty without an error. */
export async function worstLines(
  client: Stainless,
  build: Build,
  { most, colors }: { readonly most: number; readonly colors: boolean },
): Promise<string[]> {
  const findings = shownOf(await readFindings(client, build.id));
  const errors = findings.filter(isError);
  if (errors.length === 0) return [];
  const sources = await sourcesOf(client, build);
  const shown = errors.slice(0, most).flatMap((one) => [...findingLines(one, sources, colors), '']);
  const first = errors.length > most ? `The first ${most} of ` : '';
  return [...shown, `${first}${countLine(findings)}`];
}
