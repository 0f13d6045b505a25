import { type BuildChange, type Records, recordSteps, type StepChange, type StepKey } from './steps.ts';

/** A change that waits for the current write of its build. */
interface Waiting {
  readonly change: BuildChange;
  readonly resolve: (hasChanged: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/** Maximum wait for another write, in ms: it may be blocked by a row that is not involved here. */
const PATIENCE_MS = 100;

/** By build. */
type Queues = Map<string, Waiting[]>;

const queuesOf = new WeakMap<Records, Queues>();

/**
 * Writes a change of a step and its event, unless the record has a higher version. Returns whether something changed.
 *
 * A build's writes wait for each other, because each counts the build's events. Changes that arrive during a write share the
 * next one: eleven targets that start at once need two statements. Correctness does not depend on this: PostgreSQL orders the
 * writes by versions and locks.
 */
export function recordStep(db: Records, key: StepKey, change: StepChange): Promise<boolean> {
  const { buildId, target, step, attempt } = key;
  const queues: Queues = queuesOf.get(db) ?? new Map();
  queuesOf.set(db, queues);
  return new Promise((resolve, reject) => {
    const one = { change: { target, step, attempt, ...change }, resolve, reject };
    const queue = queues.get(buildId);
    if (queue === undefined) void writeInTurn(db, buildId, queues, one);
    else queue.push(one);
  });
}

async function writeInTurn(db: Records, buildId: string, queues: Queues, first: Waiting): Promise<void> {
  let queue = [first];
  while (queue.length > 0) {
    const [batch, rest] = firstOfEach(queue);
    queues.set(buildId, rest);
    await orLate(write(db, buildId, batch));
    queue = queues.get(buildId) ?? [];
  }
  queues.delete(buildId);
}

/** Waits for a write, up to the usual duration. */
async function orLate(write: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  await Promise.race([write, late]);
  clearTimeout(timer);
}

/** The first change of each step, and the rest: one write changes a step at most once. */
function firstOfEach(queue: readonly Waiting[]): [first: Waiting[], rest: Waiting[]] {
  const first = new Map<string, Waiting>();
  const rest: Waiting[] = [];
  for (const one of queue) {
    const step = `${one.change.target} ${one.change.step}`;
    if (first.has(step)) rest.push(one);
    else first.set(step, one);
  }
  return [[...first.values()], rest];
}

/** If a combined write fails, its changes are written one by one, so that an invalid change fails alone. */
async function write(db: Records, buildId: string, batch: readonly Waiting[]): Promise<void> {
  try {
    const changes = batch.map(({ change }) => change);
    const changed = await recordSteps(db, buildId, changes);
    for (const { change, resolve } of batch) resolve(changed.has(change.target, change.step));
  } catch (error) {
    if (batch.length > 1) await Promise.all(batch.map((one) => write(db, buildId, [one])));
    else batch[0]?.reject(error);
  }
}
