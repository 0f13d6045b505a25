import { completed, example, type Kiln, newProject } from '../kiln.ts';
import { percentile, type Row, seconds } from '../row.ts';

const RUNNING = 10;
const CREATES = 100;

/** How long a create takes while ten builds of all targets run. */
export async function create(kiln: Kiln): Promise<Row[]> {
  const { project, build } = await newProject(kiln, await example('Create'), ['cli']);
  await completed(kiln, build.id);
  await Promise.all(
    Array.from({ length: RUNNING }, async (_, i) => newProject(kiln, await example(`Load ${i}`))),
  );
  const times: number[] = [];
  for (let i = 0; i < CREATES; i++) {
    const revision = await example(`Create ${i}`);
    const post = () => kiln.client.builds.create({ project, branch: 'main', revision, targets: ['cli'] });
    times.push((await seconds(post)) * 1000);
  }
  // The builds need not end: their Kiln is stopped.
  return [
    {
      what: 'create while ten builds run, p95',
      value: percentile(times, 95),
      unit: 'ms',
      goal: { most: 250 },
    },
  ];
}
