import type { Command } from 'commander';
import { readConfig } from '../runtime/config.ts';
import { type Sandbox, sandbox } from '../runtime/confinement/sandbox.ts';
import { TOOLS, versionOf } from '../runtime/toolchains/tools.ts';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('Check required and optional tools.')
    .action(async () => {
      const { cacheDir, sandbox: wanted } = readConfig();
      const lines = [`${'node'.padEnd(11)}${'found'.padEnd(9)}${process.version}`];
      for (const tool of TOOLS) {
        const { command, what, get, needed } = tool;
        const version = await versionOf(tool, cacheDir);
        const state = version !== null ? 'found' : needed ? 'MISSING' : 'missing';
        if (version === null && needed) process.exitCode = 1;
        const told =
          version === null ? `to install it: ${get}` : (/\d+\.\d+[\w.-]*/.exec(version)?.[0] ?? '');
        lines.push(`${command.padEnd(11)}${state.padEnd(9)}${told.padEnd(12)}  for ${what}`);
      }
      lines.push(...sandboxLines(await sandbox(), wanted === 'off'));
      process.stdout.write(`${lines.join('\n')}\n`);
    });
}

/** How checks are confined and limited. */
function sandboxLines({ works, missing, limits }: Sandbox, off: boolean): string[] {
  const line = (name: string, state: string, told: string) => `${name.padEnd(11)}${state.padEnd(9)}${told}`;
  const why = off
    ? 'KILN_SANDBOX=off: checks have all permissions of Kiln'
    : `${missing ?? ''} Checks are skipped.`;
  return [
    works && !off
      ? line('sandbox', 'found', 'bubblewrap    for checks and all other code from outside')
      : line('sandbox', off ? 'off' : 'missing', why),
    limits
      ? line('limits', 'found', 'prlimit      for checks; their total memory and disk use are also monitored')
      : line(
          'limits',
          'missing',
          'to install it: apt-get install util-linux. Until then, memory and disk use of checks are only monitored',
        ),
  ];
}
