import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import {
  describeDeployment,
  moveWorkflows,
  planLeaving,
  planVersions,
  setCurrent,
} from '../temporal/worker-versions.ts';

const EVERY_MS = 10_000;
/** Until the server has seen this worker's version. */
const FIRST_MS = 100;
const AGAIN_MS = 1_000;
const WITHIN_MS = 8_000;
const LEAVE_WITHIN_MS = 4_000;

type Say = (line: string) => void;

/**
 * Makes this worker's version current when it should be, and moves workflows of versions without workers to it: at
 * once, and then every ten seconds until `signal` is aborted. This is not a workflow, because a workflow would itself
 * wait for a worker of the current version. Failures are passed to `say` and retried.
 */
export async function keepVersion(
  temporal: Client,
  own: string,
  signal: AbortSignal,
  say: Say,
): Promise<void> {
  let started = true;
  let said = '';
  while (!signal.aborted) {
    let next = EVERY_MS;
    try {
      await temporal.withAbortSignal(AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]), async () => {
        const deployment = await describeDeployment(temporal, null);
        if (deployment?.versions.some(({ buildId }) => buildId === own)) {
          const plan = planVersions(deployment, own, started);
          if (plan.makeCurrent) await setCurrent(temporal, own);
          started = false;
          for (const from of plan.moveFrom) await moveWorkflows(temporal, from, own);
        } else next = FIRST_MS;
      });
      said = '';
    } catch (error) {
      const line = told(error);
      // Reported once, not every second of an outage.
      if (!signal.aborted && line !== said) say(line);
      said = line;
      next = AGAIN_MS;
    }
    await wait(next, undefined, { signal }).catch(() => {});
  }
}

/**
 * Called last by a stopping worker: if another version is current and this was the last worker of its own, its builds
 * continue there at once. Other workers do what is missed here, once they notice that this one is gone.
 */
export async function leaveVersion(temporal: Client, own: string, say: Say): Promise<void> {
  try {
    await temporal.withAbortSignal(AbortSignal.timeout(LEAVE_WITHIN_MS), async () => {
      // Client and worker of one process have one identity.
      const deployment = await describeDeployment(temporal, temporal.options.identity);
      const to = deployment === null ? null : planLeaving(deployment, own);
      if (to !== null) await moveWorkflows(temporal, own, to);
    });
  } catch (error) {
    say(told(error));
  }
}

function told(error: unknown): string {
  return `Worker versions: ${error instanceof Error ? error.message : error}`;
}
