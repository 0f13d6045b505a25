import { completed, example, type Kiln, newProject } from '../kiln.ts';
import { percentile, type Row, seconds } from '../row.ts';

const RUNNING = 10;
const CREATES = 40;

/** How long a client waits for the answer of a create while ten builds of all targets run. */
export async function create(kiln: Kiln): Promise<Row[]> {
  const { project, build } = await newProject(kiln, await example('Create'), ['cli']);
  await completed(kiln, build.id);
  const running = await Promise.all(
    Array.from({ length: RUNNING }, async (_, i) => newProject(kiln, await example(`Load ${i}`))),
  );
  const times: number[] = [];
  const posted: string[] = [];
  for (let i = 0; i < CREATES; i++) {
    const revision = await example(`Create ${i}`);
    times.push(
      (await seconds(async () =>
        posted.push((await kiln.client.builds.create({ project, branch: 'main', revision })).id),
      )) * 1000,
    );
  }
  for (const id of [...running.map(({ build: { id: first } }) => first), ...posted])
    await completed(kiln, id);
  return [
    {
      what: 'create while ten builds run, p95',
      value: percentile(times, 95),
      unit: 'ms',
      goal: { most: 250 },
    },
  ];
}
