import type { Command } from 'commander';
import { readConfig } from '../runtime/config.ts';
import { type Sandbox, sandbox } from '../runtime/confinement/sandbox.ts';
import { toolVersion } from '../runtime/toolchains/tool-version.ts';

interface Part {
  readonly command: string;
  readonly versionArgs: readonly string[];
  readonly what: string;
  readonly get: string;
  readonly needed: boolean;
}

const PARTS: readonly Part[] = [
  {
    command: 'git',
    versionArgs: ['--version'],
    what: 'repositories (2.38 or newer)',
    get: 'apt-get install git',
    needed: true,
  },
  {
    command: 'java',
    versionArgs: ['--version'],
    what: 'OpenAPI Generator (11 or newer)',
    get: 'apt-get install default-jdk',
    needed: true,
  },
  {
    command: 'javac',
    versionArgs: ['--version'],
    what: 'OpenAPI Generator (a JDK)',
    get: 'apt-get install default-jdk',
    needed: true,
  },
  {
    command: 'npm',
    versionArgs: ['--version'],
    what: 'typescript, node',
    get: 'comes with Node.js',
    needed: false,
  },
  {
    command: 'uv',
    versionArgs: ['--version'],
    what: 'python',
    get: './kiln setup --toolchains',
    needed: false,
  },
  {
    command: 'go',
    versionArgs: ['version'],
    what: 'go, cli, terraform, Temporal',
    get: './kiln setup --toolchains',
    needed: false,
  },
  {
    command: 'mvn',
    versionArgs: ['--version'],
    what: 'java, kotlin, the generator',
    get: 'apt-get install maven',
    needed: false,
  },
  {
    command: 'ruby',
    versionArgs: ['--version'],
    what: 'ruby',
    get: './kiln setup --toolchains',
    needed: false,
  },
  {
    command: 'php',
    versionArgs: ['--version'],
    what: 'php',
    get: './kiln setup --toolchains',
    needed: false,
  },
  { command: 'dotnet', versionArgs: ['--version'], what: 'csharp', get: 'https://dot.net', needed: false },
];

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('Check required and optional tools.')
    .action(async () => {
      const { cacheDir, sandbox: wanted } = readConfig();
      const lines = [`${'node'.padEnd(11)}${'found'.padEnd(9)}${process.version}`];
      for (const { command, versionArgs, what, get, needed } of PARTS) {
        const version = await toolVersion(command, versionArgs, cacheDir);
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
