import type { Command } from 'commander';
import { targetNamed } from '../people/builds.ts';
import { print } from '../people/print.ts';
import { type Common, withCommon, withSession } from '../people/session.ts';

export function addCancel(program: Command): void {
  withCommon(program.command('cancel <build> [target]'))
    .description('Cancel a build, or one of its targets.')
    .action((id: string, target: string | undefined, options: Common) =>
      withSession(options, async ({ client }) => {
        const build = await (target === undefined
          ? client.builds.cancel(id)
          : client.builds.targets.cancel(targetNamed(target), { id }));
        print(options, build, () => `Cancelled ${target === undefined ? id : `${target} of ${id}`}.\n`);
      }),
    );
}
