import type { Command } from 'commander';
import { targetNamed } from '../people/builds.ts';
import { print } from '../people/print.ts';
import { type Common, withCommon, withSession } from '../people/session.ts';

const EXAMPLES = `
Examples:
  kiln cancel 01kb3v6qm8w2x4y6z8a0b2c4d6       the whole build
  kiln cancel 01kb3v6qm8w2x4y6z8a0b2c4d6 go    one target`;

export function addCancel(program: Command): void {
  withCommon(program.command('cancel <build> [target]'))
    .description('Cancel a build, or one of its targets.')
    .addHelpText('after', EXAMPLES)
    .action((id: string, target: string | undefined, options: Common) =>
      withSession(options, async ({ client }) => {
        const build = await (target === undefined
          ? client.builds.cancel(id)
          : client.builds.targets.cancel(targetNamed(target), { id }));
        print(options, build, () => `Cancelled ${target === undefined ? id : `${target} of ${id}`}.\n`);
      }),
    );
}
