import type { SdkTarget } from '../contract/targets.ts';
import type { DemoSource } from './demo-source.ts';
import { NotFoundError, Stainless } from './kiln-sdk/index.ts';
import { hasColors, type Output } from './painter.ts';
import { worstLines } from './people/findings.ts';
import { followBuild, readSummary } from './people/follow.ts';
import { type Build, isWell, targetsOf } from './progress.ts';
import { getLines, resultLines } from './result.ts';

export interface DemoOptions {
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Slug of the organisation that the project belongs to. */
  readonly org: string;
  /** Address of the Temporal UI; null if there is none to show. */
  readonly ui: string | null;
  /** URL that opens the page signed in; null if it is not shown. */
  readonly page?: string | null;
  /** Prints the final Build as JSON on `stdout`; everything else then goes to `stderr`. */
  readonly json: boolean;
  /** Writes a line for people. With `json` it must not write to `stdout`. */
  say(line: string): void;
  readonly source: DemoSource;
  readonly targets: readonly SdkTarget[];
  readonly signal?: AbortSignal;
  readonly stdout?: Output;
  readonly stderr?: Output;
}

/** The rest is on the page, and in `kiln diagnostics`. */
const SHOWN_ERRORS = 5;

/**
 * Builds targets of an example, or of a user's own description, on a running stack and shows the progress. Returns
 * the exit code: 0 if every target has a usable commit and no check failed, otherwise 1.
 */
export async function runDemo(options: DemoOptions): Promise<number> {
  const { say, json, baseUrl, apiKey, ui, targets } = options;
  const { stdout = process.stdout, stderr = process.stderr } = options;
  const screen = json ? stderr : stdout;
  const client = new Stainless({ apiKey, baseURL: baseUrl });

  const posted = await startBuild(client, options);
  say(`Posted build ${posted.id} of ${targetsOf(posted).length} targets.`);
  say('');

  const build = await followBuild({ client, baseUrl, apiKey }, posted, { screen, signal: options.signal });

  say('');
  const summary = await readSummary(client, build.id);
  const look = { colors: hasColors(screen) };
  for (const line of resultLines(build, summary, look)) say(line);
  const worst = await worstLines(client, build, { most: SHOWN_ERRORS, colors: look.colors });
  for (const line of worst.length === 0 ? [] : ['', ...worst]) say(line);
  const get = summary === null ? [] : getLines(build, summary, apiKey, look);
  for (const line of get.length === 0 ? [] : ['', ...get]) say(line);
  say('');
  if (options.page != null) say(`Page         ${options.page}&to=/builds/${build.id} (signs you in, once)`);
  say(`API          ${baseUrl}`);
  say(`Reference    ${baseUrl}/reference`);
  if (ui !== null) say(`Temporal UI  ${ui}`);
  if (json) stdout.write(`${JSON.stringify(build, null, 2)}\n`);
  return targets.every((name) => {
    const target = build.targets[name];
    return target !== undefined && isWell(target);
  })
    ? 0
    : 1;
}

/**
 * Starts a build of the source. Creating the project, which the first demo on a data folder does, is its first build;
 * later ones are posted to the project that is there.
 */
async function startBuild(
  client: Stainless,
  { org, source: { slug, files }, targets, say }: DemoOptions,
): Promise<Build> {
  try {
    await client.projects.retrieve(slug);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    await client.projects.create({ org, slug, display_name: slug, revision: files, targets: [...targets] });
    say(`Created the project ${slug}.`);
    const [first] = (await client.builds.list({ project: slug, limit: 1 })).data;
    if (first !== undefined) return first;
  }
  return client.builds.create({
    project: slug,
    branch: 'main',
    revision: files,
    targets: [...targets],
    allow_empty: true,
    commit_message: `Build ${slug}`,
  });
}
