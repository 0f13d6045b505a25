import { completed, type Kiln, newProject } from '../kiln.ts';
import { octokit } from '../octokit.ts';
import { peakDuring } from '../processes.ts';
import { type Row, seconds } from '../row.ts';

/** A description of 13 MB and 1,223 operations: the time of its create, and the memory of its build. */
export async function large(kiln: Kiln): Promise<Row[]> {
  const targets = ['typescript', 'python', 'go'] as const;
  const config = `organization:\n  name: Octokit\ntargets:\n${targets.map((name) => `  ${name}: {}\n`).join('')}`;
  const revision = {
    'openapi.json': { content: await octokit(kiln.config.cacheDir) },
    'stainless.yml': { content: config },
  };
  let answered = 0;
  const peak = await peakDuring(async () => {
    let id = '';
    answered = await seconds(async () => {
      id = (await newProject(kiln, revision, targets)).build.id;
    });
    await completed(kiln, id);
  });
  return [
    { what: 'create with a description of 13 MB', value: answered, unit: 's', goal: { most: 2 } },
    {
      what: `largest process while it builds for ${targets.join(', ')}`,
      value: peak.residentMb,
      unit: 'MB',
      goal: { most: 2560 },
    },
  ];
}
