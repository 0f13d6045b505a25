import { CancelledFailure } from '@temporalio/activity';
import type { CommandLine } from '../contract/commands.ts';
import { allowsCommands } from '../runtime/config.ts';
import { describeRun, type Place, runCommands } from './commands.ts';
import type { ActivityDeps } from './deps.ts';
import type { Inputs } from './inputs.ts';
import { Tail } from './tail.ts';

export const NOT_ALLOWED =
  'The operator of this service does not run commands of config files for this organisation (KILN_ALLOW_COMMANDS).';

/** Whether the operator runs commands of config files for the organisation of a build. */
export function mayRunListed({ config }: ActivityDeps, { build }: Pick<Inputs, 'build'>): boolean {
  return allowsCommands(config, build.project.organization.slug);
}

/** How one command ended: `why` follows its name, `output` is the end of what it wrote. */
export interface Ran {
  readonly kind: 'succeeded' | 'failed' | 'timed_out';
  readonly why: string;
  readonly output: string;
}

/** Runs one command of a config file that makes code. Throws `CancelledFailure` where that is cancelled. */
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
