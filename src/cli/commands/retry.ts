import type { Command } from 'commander';
import { CHECKS } from '../../contract/targets.ts';
import { targetNamed } from '../people/builds.ts';
import { CommandError, EXIT } from '../people/exit.ts';
import { print } from '../people/print.ts';
import { type Common, withCommon, withSession } from '../people/session.ts';
import { type Build, isFinished, isWell, targetsOf } from '../progress.ts';

/** Steps that can be retried alone; `commit` resumes a target that conflicted or was not pushed. */
const STEPS = ['commit', ...CHECKS] as const;

export function addRetry(program: Command): void {
  withCommon(program.command('retry <build> [target] [step]'))
    .description('Retry all failed targets of a build, one target, or one of its steps.')
    .summary('Retry failed targets of a build')
    .addHelpText(
      'after',
      '\nExamples:\n  kiln retry BUILD             all failed targets\n  kiln retry BUILD go          one target\n  kiln retry BUILD go test     one of its checks, or its commit',
    )
    .action((id: string, name: string | undefined, stepName: string | undefined, options: Common) =>
      withSession(options, async ({ client }) => {
        const step = STEPS.find((one) => one === stepName);
        if (stepName !== undefined && step === undefined)
          throw new CommandError(`step: must be ${STEPS.join(', ')}.`, EXIT.usage);
        const wanted = name === undefined ? failedOf(await client.builds.retrieve(id)) : [targetNamed(name)];
        if (wanted.length === 0)
          throw new CommandError(
            `No target of build ${id} failed. To build again: kiln build --force.`,
            EXIT.usage,
          );
        let build: Build | null = null;
        for (const target of wanted) {
          build = await client.builds.targets.retry(target, { id, ...(step === undefined ? {} : { step }) });
        }
        const what = [wanted.join(', '), step].filter((part) => part !== undefined).join(' ');
        print(options, build, () => `Retrying ${what}.\nFollow: kiln watch ${id}\n`);
      }),
    );
}

function failedOf(build: Build) {
  return targetsOf(build)
    .filter(([, target]) => isFinished(target) && !isWell(target))
    .map(([name]) => name);
}
