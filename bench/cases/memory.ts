import type { Stainless } from '@stainless-api/sdk';
import { completed, example, type Kiln, newProject } from '../kiln.ts';
import { descendants } from '../processes.ts';
import type { Row } from '../row.ts';

const BUILDS = 320;
/** Builds after which every process has reached its working size. */
const WARM = 120;
/** Builds of one branch run one after the other; those of other projects run concurrently. */
const PROJECTS = 4;
const TARGETS: Stainless.Target[] = ['typescript', 'cli'];

/** Memory of the stack after work, and growth of the worker and the API over two hundred builds once they are warm. */
export async function memory(kiln: Kiln): Promise<Row[]> {
  await completed(kiln, (await newProject(kiln, await example('Memory'))).build.id);
  const idle = (await descendants()).reduce((sum, { shareMb }) => sum + shareMb, own());
  const generator = await residentOf('Service');

  const projects: string[] = [];
  for (let i = 0; i < PROJECTS; i++) {
    projects.push((await newProject(kiln, await example(`Flat ${i}`), TARGETS)).project);
  }
  const builds = (count: number) =>
    Promise.all(
      projects.map(async (project) => {
        for (let i = 0; i < count / PROJECTS; i++) {
          const revision = await example(`Flat ${project} ${count} ${i}`);
          const posted = await kiln.client.builds.create({
            project,
            branch: 'main',
            revision,
            targets: TARGETS,
          });
          await completed(kiln, posted.id);
        }
      }),
    );
  await builds(WARM);
  const before = { api: await residentOf('main.js api'), worker: await residentOf('main.js worker') };
  await builds(BUILDS - WARM);
  const after = { api: await residentOf('main.js api'), worker: await residentOf('main.js worker') };
  const flat = (role: 'api' | 'worker'): Row => ({
    what: `resident memory of the ${role} after ${BUILDS} builds`,
    value: after[role],
    unit: 'MB',
    compared: { with: `after ${WARM}`, value: before[role] },
    goal: { most: 1.25 },
  });
  return [
    {
      what: 'the whole stack, idle after a build of the example',
      value: idle,
      unit: 'MB',
      goal: { most: 1024 },
    },
    { what: "the generator's JVM after the example", value: generator, unit: 'MB', goal: { most: 600 } },
    flat('api'),
    flat('worker'),
  ];
}

/** The supervisor of `kiln up` is this process, which does more here; a plain one has about 100 MB. */
const own = () => 100;

async function residentOf(part: string): Promise<number> {
  return (await descendants()).find(({ command }) => command.includes(part))?.residentMb ?? Number.NaN;
}
