import { openDatabase } from '../../src/records/database.ts';
import { completed, type Files, type Kiln, newProject } from '../kiln.ts';
import { firstOperations, octokit } from '../octokit.ts';
import { descendants, peakDuring } from '../processes.ts';
import { median, type Row } from '../row.ts';

/** Languages that both generators make. */
const LANGUAGES = ['typescript', 'python', 'go'] as const;
type Generated = (typeof LANGUAGES)[number];
type Generator = 'kiln' | 'openapi-generator';
const ROUNDS = 3;
/** Operations, and the seconds that generating one language may take. */
const SIZES = [
  { operations: 300, most: 0.5 },
  { operations: 1_223, most: 2 },
] as const;
const BUILDS = 50;
/** Command of the worker's process. */
const WORKER = 'main.js worker';
/** Builds after which the worker has reached its working size. */
const WARM = 10;

/**
 * SDKs of Kiln's own generator: the codegen step beside OpenAPI Generator's in its warm JVM, with a description of
 * 300 operations and GitHub's; and the worker's memory over fifty builds of the latter.
 */
export async function sdks(kiln: Kiln): Promise<Row[]> {
  const whole = await octokit(kiln.config.cacheDir);
  const rows: Row[] = [];
  let titles = 0;
  const codegen = (operations: number, target: Generated, generator: Generator) => {
    titles += 1;
    const files = filesOf(firstOperations(whole, operations, `Title ${titles}`), target, generator);
    return codegenSeconds(kiln, files, target);
  };
  for (const target of LANGUAGES) {
    await codegen(300, target, 'kiln');
    await codegen(300, target, 'openapi-generator');
    for (const { operations, most } of SIZES) {
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round++) times.push(await codegen(operations, target, 'kiln'));
      const theirs = await codegen(operations, target, 'openapi-generator');
      const what = `${target}: an SDK of ${operations} operations`;
      const value = median(times);
      rows.push(
        { what, value, unit: 's', goal: { most } },
        { what, value, unit: 's', compared: { with: 'OpenAPI Generator', value: theirs } },
      );
    }
  }
  return [...rows, ...(await repeated(kiln, whole))];
}

/** The worker's resident memory while one project is built again and again, each time with another title. */
async function repeated(kiln: Kiln, whole: string): Promise<Row[]> {
  const revision = (build: number) =>
    filesOf(firstOperations(whole, 1_223, `Again ${build}`), 'typescript', 'kiln');
  const { project, build } = await newProject(kiln, revision(0), ['typescript']);
  await completed(kiln, build.id);
  const builds = async (from: number, to: number) => {
    for (let i = from; i < to; i++) {
      const posted = await kiln.client.builds.create({ project, branch: 'main', revision: revision(i) });
      await completed(kiln, posted.id);
    }
    return workerMb();
  };
  const before = await builds(1, WARM);
  let after = 0;
  // The JVM of the other generator is idle, and has the memory that its own rows took.
  const peak = await peakDuring(async () => {
    after = await builds(WARM, BUILDS);
  }, WORKER);
  return [
    {
      what: `resident memory of the worker after ${BUILDS} builds of 1,223 operations`,
      value: after,
      unit: 'MB',
      compared: { with: `after ${WARM}`, value: before },
      goal: { most: 1.25 },
    },
    {
      what: 'its largest resident memory meanwhile',
      value: peak.residentMb,
      unit: 'MB',
      goal: { most: 1024 },
    },
  ];
}

async function workerMb(): Promise<number> {
  const worker = (await descendants()).find(({ command }) => command.includes(WORKER));
  return worker?.residentMb ?? Number.NaN;
}

function filesOf(description: string, target: Generated, generator: Generator): Files {
  const config = `organization:\n  name: Octokit\ntargets:\n  ${target}:\n    generator: ${generator}\n`;
  return { 'openapi.json': { content: description }, 'stainless.yml': { content: config } };
}

/** Builds a new project and returns the time of its codegen step, in seconds. */
async function codegenSeconds(kiln: Kiln, files: Files, target: Generated): Promise<number> {
  const { build } = await newProject(kiln, files, [target]);
  await completed(kiln, build.id);
  const db = openDatabase(kiln.stack.databaseUrl);
  try {
    const { startedAt, completedAt } = await db.buildStep.findUniqueOrThrow({
      where: { buildId_target_step: { buildId: build.id, target, step: 'codegen' } },
    });
    return ((completedAt?.getTime() ?? Number.NaN) - (startedAt?.getTime() ?? Number.NaN)) / 1000;
  } finally {
    await db.$disconnect();
  }
}
