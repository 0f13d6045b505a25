import { z } from 'zod';
import type { CheckConclusion } from '../contract/targets.ts';
import type { Database } from './database.ts';
import type { PackageRecord } from './steps.ts';

/** Conclusions that follow from an exit code, which the same tree and commands would reproduce. */
const OF_EXITS = ['success', 'failure', 'neutral', 'action_required'] as const;
const ExitConclusion = z.enum(OF_EXITS);
export type ExitConclusion = z.infer<typeof ExitConclusion>;

export function isExitConclusion(conclusion: CheckConclusion): conclusion is ExitConclusion {
  return OF_EXITS.some((each) => each === conclusion);
}

const Packages = z.array(
  z.object({ type: z.string(), name: z.string(), sha256: z.string(), bytes: z.int() }),
);

/** Result of a check of a tree. `log` is a key of the log store. */
export interface CheckResult {
  readonly conclusion: ExitConclusion;
  readonly log: string;
  /** Packages that a build check produced. */
  readonly packages: readonly PackageRecord[];
}

/** Results are evicted after days without use, so their last use need not be known better than this. */
const USE_PRECISION_MS = 3_600_000;

/** The results stored under these keys, by key. Records their use. */
export async function findCheckResults(
  db: Database,
  keys: readonly string[],
): Promise<ReadonlyMap<string, CheckResult>> {
  if (keys.length === 0) return new Map();
  const found = await db.checkResult.findMany({ where: { key: { in: [...keys] } } });
  const now = new Date();
  const unmarked = found.filter(({ usedAt }) => now.getTime() - usedAt.getTime() > USE_PRECISION_MS);
  if (unmarked.length > 0) {
    const key = { in: unmarked.map((result) => result.key) };
    await db.checkResult.updateMany({ where: { key }, data: { usedAt: now } });
  }
  return new Map(
    found.map(({ key, conclusion, log, packages }) => [
      key,
      { conclusion: ExitConclusion.parse(conclusion), log, packages: Packages.parse(packages) },
    ]),
  );
}

/** Stores a result. Idempotent. */
export async function keepCheckResult(
  db: Database,
  key: string,
  { conclusion, log, packages }: CheckResult,
): Promise<void> {
  const result = { conclusion, log, packages: packages.map((each) => ({ ...each })) };
  await db.checkResult.upsert({
    where: { key },
    create: { key, ...result },
    update: { ...result, usedAt: new Date() },
  });
}
