import { setTimeout as sleep } from 'node:timers/promises';
import { BuildSummary } from '../../contract/builds.ts';
import { followEvents, StepClock } from '../events.ts';
import { APIError, type Stainless } from '../kiln-sdk/index.ts';
import { createPainter, type Output } from '../painter.ts';
import { type Build, type BuildTarget, isFinished, isWell, type Summary, targetsOf } from '../progress.ts';
import { EXIT } from './exit.ts';
import type { Session } from './session.ts';

const POLL_MS = 500;
const REDRAW_MS = 100;

/** How far a build is followed: until its commits, or its checks as well. */
export type Until = 'commit' | 'all';

export interface FollowOptions {
  /** Output for progress. */
  readonly screen: Output;
  readonly until?: Until;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Shows the progress of a build until it has ended, or until all its targets have committed. Returns its final state.
 */
export async function followBuild(
  { client, baseUrl, apiKey }: Session,
  posted: Build,
  { screen, until = 'all', signal }: FollowOptions,
): Promise<Build> {
  const clock = new StepClock();
  const painter = createPainter(screen, until);
  const stop = new AbortController();
  const stopped = signal === undefined ? stop.signal : AbortSignal.any([stop.signal, signal]);
  const events = followEvents({ baseUrl, apiKey, buildId: posted.id, signal: stopped }, (event) =>
    clock.apply(event),
  );
  let build = posted;
  const redraw = painter.live
    ? setInterval(() => painter.update(build, clock.times(Date.now())), REDRAW_MS)
    : undefined;
  const isOver = ([, target]: readonly [string, BuildTarget]) =>
    until === 'all' ? isFinished(target) : target.commit.status === 'completed';
  try {
    while (!targetsOf(build).every(isOver)) {
      await sleep(POLL_MS, undefined, signal === undefined ? {} : { signal });
      build = await client.builds.retrieve(build.id);
      painter.update(build, clock.times(Date.now()));
    }
    // The stream ends by itself once the build has; its last events may arrive after the last poll.
    await Promise.race([events, sleep(POLL_MS)]);
  } finally {
    clearInterval(redraw);
    stop.abort();
    await events;
  }
  painter.update(build, clock.times(Date.now()));
  return build;
}

/** Where to get each SDK; null if the server does not say. */
export async function readSummary(client: Stainless, buildId: string): Promise<Summary | null> {
  try {
    return BuildSummary.safeParse(await client.builds.summary(buildId)).data ?? null;
  } catch (error) {
    if (error instanceof APIError) return null;
    throw error;
  }
}

/** The exit code of a build: a merge conflict alone has its own, distinct from failures. */
export function exitCodeOf(build: Build): number {
  const bad = targetsOf(build).filter(([, target]) => !isWell(target));
  if (bad.length === 0) return EXIT.ok;
  const isConflict = ([, { commit }]: readonly [string, BuildTarget]) =>
    commit.status === 'completed' && /merge_conflict$/.test(commit.conclusion);
  return bad.every(isConflict) ? EXIT.conflict : EXIT.failed;
}
