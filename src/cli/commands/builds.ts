import type { Command } from 'commander';
import { BuildRows } from '../../contract/page.ts';
import { hasColors } from '../painter.ts';
import { ago, firstLine, print, widthOf } from '../people/print.ts';
import { type Common, projectOf, withProject, withSession } from '../people/session.ts';
import { stateSymbol } from '../people/states.ts';
import { table } from '../table.ts';

interface Options extends Common {
  readonly branch?: string;
  readonly failed?: boolean;
  readonly running?: boolean;
}

const EXAMPLES = `
Examples:
  kiln builds --branch main --failed
  kiln builds --project shop --json`;

export function addBuilds(program: Command): void {
  withProject(program.command('builds'))
    .description('List builds of a project, newest first.')
    .option('--branch <name>', 'only builds of this branch')
    .option('--failed', 'only failed builds')
    .option('--running', 'only running builds')
    .addHelpText('after', EXAMPLES)
    .action((options: Options) =>
      withSession(options, async (session) => {
        const project = await projectOf(session, options);
        const query = new URLSearchParams({
          ...(options.branch === undefined ? {} : { branch: options.branch }),
          ...(options.failed === true ? { state: 'failed' } : {}),
          ...(options.running === true ? { state: 'running' } : {}),
        });
        const path = `/v0/page/projects/${encodeURIComponent(project)}/builds?${query}`;
        const { data } = BuildRows.parse(await session.client.get(path));
        const colors = hasColors(process.stdout);
        const width = widthOf(process.stdout);
        print(options, data, () =>
          data.length === 0
            ? 'No builds found. Start one with "kiln build".\n'
            : table(
                ['BUILD', 'BRANCH', 'CREATED', 'BY', 'TARGETS', 'MESSAGE'],
                data.map(({ id, branch, created_at, started_by, targets, commit_message }) => [
                  id,
                  branch,
                  ago(created_at),
                  firstLine(started_by).slice(0, 24),
                  targets.map(({ state }) => stateSymbol(state, false)).join(''),
                  firstLine(commit_message),
                ]),
                (text, column, row) =>
                  column === 4
                    ? (data[row]?.targets ?? []).map(({ state }) => stateSymbol(state, colors)).join('')
                    : text,
                width,
              ),
        );
      }),
    );
}
