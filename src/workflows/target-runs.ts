import {
  ActivityCancellationType,
  CancellationScope,
  condition,
  executeChild,
  isCancellation,
  ParentClosePolicy,
  patched,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { type CommitConclusion, RETRY_STEPS, type RetryStep, type SdkTarget } from '../contract/targets.ts';
import { link, targetLine } from '../temporal/current-details.ts';
import { failure } from '../temporal/failures.ts';
import { KILN_CONCLUSION, targetAttributes, targetWorkflowId } from '../temporal/ids.ts';
import type { BuildInput, BuildStatus, Reopened, TargetRun, Unchanged } from '../temporal/messages.ts';
import { STEP } from './activity-options.ts';
import { endingOf } from './failures.ts';
import { target as targetWorkflow } from './target.ts';

const { prepare } = proxyActivities<Activities>({ ...STEP, summary: 'Prepare the OpenAPI description' });

// Saves three activities for each unchanged target. If it fails, those activities find out why.
const { unchanged } = proxyLocalActivities<Activities>({
  startToCloseTimeout: '10 seconds',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { maximumAttempts: 1 },
  summary: 'Find targets in which nothing changed',
});

const { endTarget, reopenTarget } = proxyLocalActivities<Activities>({
  startToCloseTimeout: '30 seconds',
  retry: { maximumInterval: '10 seconds' },
});

/** Before this patch, settled targets had workflows as well. */
const SETTLED = 'settled-targets-have-no-workflow';

interface Run {
  readonly attempt: number;
  /** Null while it runs. */
  conclusion: CommitConclusion | null;
  readonly cancel: () => void;
}

/** The targets of a build: the attempt of each, what is running, and how the others ended. */
export class TargetRuns {
  readonly #input: BuildInput;
  readonly #runs = new Map<SdkTarget, Run>();
  /** Targets whose next attempt is being opened. */
  readonly #opening = new Set<SdkTarget>();
  #closing = false;

  constructor(input: BuildInput) {
    this.#input = input;
  }

  /** Whether a target is running or about to run. */
  get busy(): boolean {
    return this.#opening.size > 0 || [...this.#runs.values()].some(({ conclusion }) => conclusion === null);
  }

  status(): BuildStatus {
    return Object.fromEntries(
      this.#input.targets.map((target) => [
        target,
        { attempt: this.#attempt(target), state: this.#state(target) },
      ]),
    );
  }

  startAll(): void {
    const prepared = this.#prepare();
    for (const target of this.#input.targets) this.#start(target, 1, prepared, null);
  }

  /** Throws if a target cannot be cancelled. */
  checkRunning(target: SdkTarget): void {
    this.#checkKnown(target);
    if (this.#runs.get(target)?.conclusion !== null) refuse(`${target} is not running.`);
  }

  /** Cancels a target and waits until its record is closed. */
  async cancel(target: SdkTarget): Promise<void> {
    const run = this.#runs.get(target);
    run?.cancel();
    await condition(() => run?.conclusion !== null);
  }

  /** Throws if a target, or one of its steps, cannot be retried in the name of `by`. */
  checkRetry(target: SdkTarget, step: RetryStep | null, by: unknown): void {
    this.#checkKnown(target);
    if (typeof (by ?? '') !== 'string') refuse('The name of who requested it must be a text.');
    if (step !== null && !RETRY_STEPS.includes(step)) {
      refuse(`step: only ${RETRY_STEPS.join(', ')} can be retried alone; for ${step}, retry the target.`);
    }
    if (this.#opening.has(target)) refuse(`${target} is already being retried.`);
    if (CancellationScope.current().consideredCancelled) refuse('The build is being cancelled.');
  }

  /**
   * Opens the next attempt of a target in the record and starts it, after the current one has ended. `by` says who or
   * what requested it, for people.
   */
  async retry(target: SdkTarget, step: RetryStep | null, by?: string): Promise<void> {
    this.#opening.add(target);
    try {
      await condition(() => !this.#closing && this.#runs.get(target)?.conclusion !== null);
      const { buildId } = this.#input;
      const attempt = this.#attempt(target) + 1;
      const found: Reopened | string | null = await reopenTarget.executeWithOptions(
        { summary: `Open attempt ${attempt} of ${step === null ? target : `${step} of ${target}`}` },
        [{ buildId, target, attempt }, step, by],
      );
      // Replays builds from before Kiln reported more than the id.
      const { oid, conclusion } =
        typeof found === 'string'
          ? { oid: found, conclusion: null }
          : (found ?? { oid: null, conclusion: null });
      if (step !== null && oid === null) refuse(`${target} has nothing to ${step}: retry the target.`);
      // Preparation that failed before may succeed now; if it succeeded, this does nothing.
      const prepared = prepare(buildId).then(() => ({}));
      this.#start(target, attempt, prepared, only(step, oid, conclusion));
    } finally {
      this.#opening.delete(target);
    }
  }

  /** Closes the build's record, unless a target is reopened meanwhile. */
  async close(end: () => Promise<void>): Promise<void> {
    this.#closing = true;
    await end();
    this.#closing = false;
  }

  /** Usually nothing changed since the previous build, whose description is cached: then one local activity is enough. */
  async #prepare(): Promise<Unchanged> {
    const known = await this.#unchanged();
    if (known !== null) return known;
    await prepare(this.#input.buildId);
    return (await this.#unchanged()) ?? {};
  }

  async #unchanged(): Promise<Unchanged | null> {
    try {
      return await unchanged(this.#input.buildId);
    } catch (error) {
      if (isCancellation(error)) throw error;
      return null;
    }
  }

  #start(target: SdkTarget, attempt: number, prepared: Promise<Unchanged>, only: TargetRun['only']): void {
    const { buildId, links } = this.#input;
    const scope = new CancellationScope();
    const run: Run = { attempt, conclusion: null, cancel: () => scope.cancel() };
    this.#runs.set(target, run);
    const child = async () => {
      const { [target]: committed = null } = await prepared;
      // Nothing is left to run, to cancel or to retry: only the build's workflow would wait for it.
      if (committed?.stages.length === 0 && patched(SETTLED)) return committed.conclusion;
      return this.#child({ buildId, target, attempt, links, only, committed });
    };
    // A target fails alone: its failure is recorded, and the others continue.
    const failed = (error: unknown) =>
      CancellationScope.nonCancellable(async () => {
        return endTarget.executeWithOptions({ summary: `Record how ${target} ended` }, [
          { buildId, target, attempt },
          endingOf(error),
        ]);
      });
    void scope
      .run(child)
      .catch(failed)
      .then((conclusion) => {
        run.conclusion = conclusion;
        this.#describe();
      });
    this.#describe();
  }

  #child(run: TargetRun): Promise<CommitConclusion> {
    const { org, project, branch } = this.#input;
    const attempt = run.attempt === 1 ? '' : `, attempt ${run.attempt}`;
    const what =
      run.only === null
        ? run.target
        : `${run.only.step}${run.only.step === 'commit' ? ' and checks' : ''} of ${run.target}`;
    return executeChild(targetWorkflow, {
      workflowId: targetWorkflowId(run.buildId, run.target),
      args: [run],
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
      staticSummary: `${what} of ${org}/${project} (${branch})${attempt}`,
      memo: { buildId: run.buildId, attempt: run.attempt, record: link(run.links, 'record') },
      typedSearchAttributes: targetAttributes(this.#input, run.target).updateCopy(
        // Only in replays of builds from before the patch.
        run.committed?.stages.length === 0 ? [{ key: KILN_CONCLUSION, value: run.committed.conclusion }] : [],
      ),
    });
  }

  #attempt(target: SdkTarget): number {
    return this.#runs.get(target)?.attempt ?? this.#input.reopened?.[target] ?? 1;
  }

  #state(target: SdkTarget): 'running' | 'waiting' | CommitConclusion {
    const run = this.#runs.get(target);
    return run === undefined ? 'waiting' : (run.conclusion ?? 'running');
  }

  #checkKnown(target: SdkTarget): void {
    if (!this.#input.targets.includes(target)) refuse(`target: ${target} is not in this build.`);
  }

  #describe(): void {
    const { links } = this.#input;
    const lines = [...this.#runs].map(([target, { attempt, conclusion }]) =>
      targetLine(links, target, attempt, conclusion),
    );
    setCurrentDetails([link(links, 'record', 'The record of this build'), '', ...lines].join('\n'));
  }
}

function only(
  step: RetryStep | null,
  oid: string | null,
  conclusion: CommitConclusion | null,
): TargetRun['only'] {
  if (step === null || oid === null) return null;
  return step === 'commit' ? { step, tree: oid } : { step, sha: oid, conclusion: conclusion ?? undefined };
}

function refuse(message: string): never {
  throw failure('Refused', message);
}
