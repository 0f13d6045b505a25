import { type Client, isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { BuildRecord, BuildTargetRecord } from '../../src/records/builds.ts';
import type { Database } from '../../src/records/database.ts';
import { attemptOf } from '../../src/records/steps.ts';
import { buildWorkflowId } from '../../src/temporal/ids.ts';

/** gRPC status code. */
const NOT_FOUND = 5;

/** Inconsistencies between a build's record, its events and its workflows. */
export async function verifyBuild(db: Database, temporal: Client, build: BuildRecord): Promise<string[]> {
  const wrong: string[] = [];
  const say = (what: string) => wrong.push(`Build ${build.id}: ${what}`);
  for (const { target, steps } of build.targets) {
    for (const { step, status, conclusion } of steps) {
      if (status !== 'completed' || conclusion === null) say(`${target} ${step} is ${status}.`);
    }
  }
  wrong.push(...(await verifyEvents(db, build)));

  const status = await statusOf(temporal, buildWorkflowId(build.id));
  if (status !== 'COMPLETED' && status !== 'CANCELLED') say(`its workflow is ${status}.`);
  for (const target of build.targets) {
    const id = `${buildWorkflowId(build.id)}/${target.target}`;
    const said = await conclusionOf(temporal, id);
    const recorded = target.steps.find(({ step }) => step === 'commit')?.conclusion ?? null;
    if (said !== null && said !== recorded)
      say(`${target.target} is ${recorded}, and its workflow says ${said}.`);
  }
  return wrong;
}

/** Every transition once, in order, and the last one of each step matches the record. */
async function verifyEvents(db: Database, build: BuildRecord): Promise<string[]> {
  const wrong: string[] = [];
  const events = await db.buildEvent.findMany({ where: { buildId: build.id }, orderBy: { seq: 'asc' } });
  const say = (what: string) => wrong.push(`Build ${build.id}: ${what}`);
  if (events.length !== build.eventCount) say(`has ${events.length} events, and counts ${build.eventCount}.`);
  const rank: Record<string, number> = { not_started: 0, queued: 1, in_progress: 2, completed: 3 };
  const at = new Map<string, string>();
  for (const [i, event] of events.entries()) {
    if (event.seq !== i + 1) say(`event ${i + 1} has number ${event.seq}.`);
    if (event.step === null) {
      // Another attempt: the steps that it opens begin again.
      if (event.status === 'not_started') {
        const opened = /attempt \d+ of (.*)\.$/.exec(event.note ?? '')?.[1]?.split(', ') ?? [];
        for (const step of opened) at.delete(`${event.target} ${step}`);
      }
      continue;
    }
    const key = `${event.target} ${event.step}`;
    const before = at.get(key) ?? 'not_started';
    if ((rank[event.status] ?? 0) <= (rank[before] ?? 0))
      say(`${key} went from ${before} to ${event.status}.`);
    at.set(key, event.status);
  }
  if (events.at(-1)?.step !== null || events.at(-1)?.status !== 'completed')
    say('its last event is not its end.');
  for (const { target, steps } of build.targets) {
    for (const { step, status } of steps) {
      if (at.get(`${target} ${step}`) !== status)
        say(`the events of ${target} ${step} do not end with ${status}.`);
    }
  }
  return wrong;
}

async function statusOf(temporal: Client, workflowId: string): Promise<string> {
  try {
    return (await temporal.workflow.getHandle(workflowId).describe()).status.name;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'unknown';
    throw error;
  }
}

/** The conclusion of the commit in a target's last run; null if it made none, or returned none. */
async function conclusionOf(temporal: Client, workflowId: string): Promise<string | null> {
  try {
    const { events } = await temporal.workflow.getHandle(workflowId).fetchHistory();
    const [input] = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
    const [result] = events?.at(-1)?.workflowExecutionCompletedEventAttributes?.result?.payloads ?? [];
    if (!input || !result) return null;
    const run = defaultPayloadConverter.fromPayload<{ only: unknown }>(input);
    return run.only === null ? defaultPayloadConverter.fromPayload<string>(result) : null;
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === NOT_FOUND) return null;
    throw error;
  }
}

/** Whether the repository must have a commit of this build. */
export function committed(target: BuildTargetRecord): boolean {
  const { conclusion } = target.steps.find(({ step }) => step === 'commit') ?? { conclusion: null };
  return ['success', 'note', 'warning', 'error', 'version_bump'].includes(conclusion ?? '');
}

/** Whether it ran more than once: a later attempt may find the commit of the first. */
export function retried(target: BuildTargetRecord): boolean {
  return attemptOf(target.steps) > 1;
}
