import { CancelledFailure } from '@temporalio/activity';
import type { TargetFinding } from '../../codegen/findings.ts';
import type { CheckConclusion } from '../../contract/targets.ts';
import type { PackageRecord } from '../../records/steps.ts';
import { failure } from '../../temporal/failures.ts';
import type { ActivityDeps } from '../inputs/deps.ts';
import type { TargetInputs } from '../inputs/load-inputs.ts';
import { explainOf, ofNotMade, withOutput } from './not-made.ts';
import {
  type CommandsResult,
  describeRun,
  type Place,
  type PlannedCommand,
  runCommands,
} from './run-commands.ts';

/**
 * Exit codes with which a command of the config file reports more than success (0) or failure (any other
 * code).
 */
const LISTED_EXITS: Readonly<Record<number, CheckConclusion>> = { 77: 'action_required', 78: 'neutral' };

/** How a check ends. */
export interface Verdict {
  readonly conclusion: CheckConclusion;
  readonly note?: string;
  /** Packages of a successful build. */
  readonly packages?: readonly PackageRecord[];
  /** What the generator could not make: the check's failure then says nothing about the rest of the code. */
  readonly notMade?: readonly TargetFinding[];
}

/**
 * Runs the commands of a check. If they fail because of something that the generator could not make, the
 * check is neutral and says so. Throws if there is no verdict: the commands were cancelled or could not
 * start.
 */
export async function commandsVerdict(
  deps: ActivityDeps,
  { build, sdk }: TargetInputs,
  commands: readonly PlannedCommand[],
  place: Place,
): Promise<Verdict> {
  const { checkTimeoutMs } = deps.config;
  const explain = explainOf(sdk.target);
  if (explain === null || build.descriptionOid === null)
    return verdictOf(await runCommands(deps, commands, place), checkTimeoutMs);
  const { result, printed } = await withOutput(place.output, (output) =>
    runCommands(deps, commands, { ...place, output }),
  );
  const verdict = verdictOf(result, checkTimeoutMs);
  if (verdict.conclusion !== 'failure') return verdict;
  const { organization, slug } = build.project;
  const configRepository = deps.repositories.get(organization.slug, slug, 'config');
  const description = await configRepository.readBlob(build.descriptionOid);
  const parts = explain(printed, JSON.parse(description.toString('utf8')));
  if (parts === null) return verdict;
  const { note, findings } = ofNotMade(sdk.target, parts);
  place.output.write(`${note}\n`);
  return { conclusion: 'neutral', note, notMade: findings };
}

/** The verdict of a check's commands. Throws if there is none: they were cancelled or could not start. */
function verdictOf(result: CommandsResult, timeoutMs: number): Verdict {
  switch (result.kind) {
    case 'exited': {
      if (result.code === 0) return { conclusion: 'success' };
      const conclusion = (result.listed && LISTED_EXITS[result.code]) || 'failure';
      return { conclusion, note: `A command ${describeRun(result)}.` };
    }
    case 'timed_out':
      return { conclusion: 'timed_out', note: `Exceeded the time limit of ${timeoutMs / 1000} s.` };
    case 'exceeded':
      return { conclusion: 'failure', note: `A command ${describeRun(result)}.` };
    case 'cancelled':
      throw new CancelledFailure('The check was cancelled.');
    case 'not_started':
      throw failure('ToolNotStarted', result.why);
  }
}
