import { parseArgs } from 'node:util';
import { runChaos } from './run.ts';

// `npm run chaos`: a hundred faults. The same seed plans the same faults and requests.
const { values } = parseArgs({
  options: {
    faults: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    'pause-seconds': { type: 'string', default: '35' },
    descriptions: { type: 'string', default: '3000' },
    minutes: { type: 'string', default: '25' },
    'refuse-seconds': { type: 'string', default: '60' },
  },
});
const say = (line: string) => process.stderr.write(`${line}\n`);
say(`Seed ${values.seed}.`);
const result = await runChaos({
  faults: Number(values.faults),
  seed: Number(values.seed),
  users: 3,
  gapMs: [1_000, 5_000],
  atMostMs: Number(values.minutes) * 60_000,
  descriptions: Number(values.descriptions),
  lengths: {
    pauseMs: Number(values['pause-seconds']) * 1000,
    refuseMs: Number(values['refuse-seconds']) * 1000,
    fullMs: 8_000,
  },
  say,
});
const { wrong, ...counts } = result;
process.stdout.write(`${JSON.stringify(counts, null, 2)}\n`);
for (const line of wrong) say(`WRONG ${line}`);
say(
  `${Object.values(counts.faults).reduce((sum, n) => sum + n, 0)} faults, ${counts.builds} builds, ${wrong.length} wrong`,
);
process.exit(wrong.length === 0 ? 0 : 1);
