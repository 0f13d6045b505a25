import { scheduledRuns } from './scheduled-runs.ts';

/** `npm run schedule-for [seconds]`: the long form of the test of the same name, as a table. */
const seconds = Number(process.argv[2] ?? 120);
const say = (line: string) => process.stdout.write(`${line}\n`);
const { runs, started, builds, downFrom, downTo } = await scheduledRuns(Math.ceil(seconds / 10), say);
say('\ndue                       workflow   builds  commit  build');
for (const { due, workflow, builds: made } of runs) {
  const [build] = made;
  const away = due >= downFrom && due <= downTo ? '  no worker' : '';
  say(
    `${due}  ${workflow.padEnd(9)}  ${String(made.length).padEnd(6)}  ${(build?.conclusion ?? '').padEnd(6)}  ${build?.id ?? ''}${away}`,
  );
}
const whole = runs.every(({ builds: made }) => made.length === 1 && made.every(({ open }) => !open));
say(`\n${started} runs started, ${runs.length} workflows, ${builds} builds in the record.`);
if (!whole || started !== runs.length || builds !== runs.length) {
  say('Not every run has one build.');
  process.exitCode = 1;
} else say('Every run has one build, and none has two.');
