import { CancelledFailure } from '@temporalio/activity';
import type { Inputs } from '../../builds/sdk-context.ts';
import type { CommandLine } from '../../contract/commands.ts';
import { allowsCommands } from '../../runtime/config.ts';
import type { ActivityDeps } from '../inputs/deps.ts';
import { Tail } from './output-tail.ts';
import { describeRun, type Place, runCommands } from './run-commands.ts';

export const NOT_ALLOWED =
  'The operator of this service does not run commands of config files for this organisation (KILN_ALLOW_COMMANDS).';

/** Whether the operator allows commands of config files for the organisation of a build. */
export function mayRunListed({ config }: ActivityDeps, { build }: Pick<Inputs, 'build'>): boolean {
  return allowsCommands(config, build.project.organization.slug);
}

/**
 * How one command ended: `why` completes a sentence that begins with its name, `output` is the tail of its
 * output.
 */
export interface Ran {
  readonly kind: 'succeeded' | 'failed' | 'timed_out';
  readonly why: string;
  readonly output: string;
}

/**
 * Runs one command of a config file that generates or changes code. Throws `CancelledFailure` if it is
 * cancelled.
 */
export async function runListed(
  deps: ActivityDeps,
  [program = '', ...args]: CommandLine,
  place: Omit<Place, 'output'>,
): Promise<Ran> {
  const output = new Tail();
  const result = await runCommands(deps, [{ argv: [program, ...args], listed: true }], { ...place, output });
  const why = describeRun(result);
  if (result.kind === 'cancelled') throw new CancelledFailure(`A command ${why}.`);
  const succeeded = result.kind === 'exited' && result.code === 0;
  const kind = succeeded ? 'succeeded' : result.kind === 'timed_out' ? 'timed_out' : 'failed';
  return { kind, why, output: output.text() };
}
