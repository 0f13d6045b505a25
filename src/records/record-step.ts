import { type BuildChange, type Records, recordSteps, type StepChange, type StepKey } from './steps.ts';

/** A change that waits for the write of its build that is on its way. */
interface Waiting {
  readonly change: BuildChange;
  readonly resolve: (hasChanged: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/** Changes wait no longer for a write than this, in ms: it may be held up by a row that they do not touch. */
const PATIENCE_MS = 100;

/** By build. */
type Queues = Map<string, Waiting[]>;

const queuesOf = new WeakMap<Records, Queues>();

/**
 * Writes a change of a step and its event, if the record is not further on already. Gives true where something changed.
 *
 * A build's writes wait for each other, because each counts the build's events. Those that come while one is on its way
 * go together in the next: eleven targets that begin at once are two statements. The order of writes is PostgreSQL's to
 * keep, by versions and locks: this only makes them fewer.
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

/** Waits for a write, as long as that takes no longer than usual. */
async function orLate(write: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  await Promise.race([write, late]);
  clearTimeout(timer);
}

/** Of each step the first change, and the others: one write changes a step once. */
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

/** What fails together is tried one by one: a change that cannot be written takes no other with it. */
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
