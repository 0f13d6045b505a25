import { setTimeout as wait } from 'node:timers/promises';
import { type Described, sendDescriptions } from './descriptions.ts';
import { type Lengths, planFaults } from './faults.ts';
import { Kiln } from './kiln.ts';
import { Load } from './load.ts';
import { Random } from './random.ts';
import { leftFiles, type Verified, verify } from './verify.ts';

export interface ChaosOptions {
  readonly faults: number;
  readonly seed: number;
  readonly users: number;
  /** Range of the time between two faults, in ms. */
  readonly gapMs: readonly [number, number];
  readonly lengths: Lengths;
  /** No more faults after this time, in ms. */
  readonly atMostMs: number;
  /** Number of generated descriptions sent after the faults. */
  readonly descriptions: number;
  readonly say: (line: string) => void;
}

export interface ChaosResult extends Verified {
  readonly seed: number;
  readonly seconds: number;
  /** How often each kind of fault was injected. */
  readonly faults: Readonly<Record<string, number>>;
  readonly answered: number;
  readonly requests: number;
  /** Requests rejected as invalid, and builds that cannot be generated. */
  readonly badInputs: number;
  /** Generated descriptions that were linted, and those that cannot be generated. */
  readonly descriptions: { readonly sent: number; readonly fatal: number; readonly built: number };
  /** Requests without a response, and those that were asked to retry. */
  readonly unavailable: number;
  /** Time from the end of a fault until Kiln serves again, in seconds. */
  readonly recovery: { readonly median: number; readonly longest: number };
}

/** Builds continuously while things break, and then checks that nothing was lost. Otherwise keeps the folder. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { say, gapMs } = options;
  const startedAt = Date.now();
  const random = new Random(options.seed);
  const kiln = await Kiln.create();
  const load = new Load(kiln);
  const injected: Record<string, number> = {};
  const recovered: number[] = [];
  const wrong: string[] = [];
  let described: Described = { sent: 0, fatal: 0, builds: [], wrong: [] };
  let verified: Verified = { builds: 0, targets: 0, commits: 0, events: 0, wrong: [] };
  try {
    kiln.start();
    await kiln.ready();
    await load.start(random, options.users);
    for (const [i, fault] of planFaults(options.faults, random).entries()) {
      if (Date.now() - startedAt > options.atMostMs) {
        say(`Stopped after ${i} faults: time is up.`);
        break;
      }
      await wait(random.between(...gapMs));
      const happened = await fault.inject(kiln, random.fork(), options.lengths).catch((error: unknown) => {
        wrong.push(`${fault.name}: ${error instanceof Error ? error.message : error}`);
        return false;
      });
      if (happened) injected[fault.name] = (injected[fault.name] ?? 0) + 1;
      // Every fifth fault comes before Kiln has recovered from the previous one.
      const tookMs = i % 5 === 4 ? null : await kiln.ready();
      if (tookMs !== null) recovered.push(tookMs);
      const after = tookMs === null ? '' : `, serves after ${(tookMs / 1000).toFixed(1)} s`;
      say(
        `${i + 1}/${options.faults} ${fault.name}${happened ? after : ': nothing to break'}; ${load.answered.size} builds`,
      );
    }
    await kiln.settled();
    say('No more faults: descriptions of a grammar, while others build.');
    described = await sendDescriptions(kiln, load.project, {
      count: options.descriptions,
      seed: options.seed,
    });
    wrong.push(...described.wrong);
    for (const id of described.builds) load.answered.add(id);
    await load.stop();
    say('No more faults: waiting for the builds, and comparing.');
    verified = await verify(kiln, load.answered, load.fatal);
  } catch (error) {
    wrong.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    await load.stop();
  }
  const left = await kiln.stop();
  wrong.push(...verified.wrong, ...new Set(load.wrong));
  wrong.push(...left.map(({ pid, args }) => `Process ${pid} was left: ${args.slice(0, 200)}`));
  wrong.push(...leftFiles(kiln).map((file) => `${file} was left.`));
  if (wrong.length === 0) kiln.remove();
  else say(`Kept for a look: ${kiln.folder}`);
  recovered.sort((a, b) => a - b);
  return {
    ...verified,
    wrong,
    seed: options.seed,
    seconds: Math.round((Date.now() - startedAt) / 1000),
    faults: injected,
    answered: load.answered.size,
    requests: load.requests,
    badInputs: load.refused + load.fatal.size,
    descriptions: { sent: described.sent, fatal: described.fatal, built: described.builds.length },
    unavailable: load.unavailable,
    recovery: {
      median: (recovered[Math.floor(recovered.length / 2)] ?? 0) / 1000,
      longest: (recovered.at(-1) ?? 0) / 1000,
    },
  };
}
