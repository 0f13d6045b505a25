import type { Command } from 'commander';
import { readConfig } from '../runtime/config.ts';
import { toolVersion } from '../runtime/toolchain.ts';

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
    what: 'go, terraform, Temporal',
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
  {
    command: 'shellcheck',
    versionArgs: ['--version'],
    what: 'cli',
    get: './kiln setup --toolchains',
    needed: false,
  },
];

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('what is there of what Kiln and the checks of its targets need')
    .action(async () => {
      const { cacheDir } = readConfig();
      const lines = [`${'node'.padEnd(11)}${'found'.padEnd(9)}${process.version}`];
      for (const { command, versionArgs, what, get, needed } of PARTS) {
        const version = await toolVersion(command, versionArgs, cacheDir);
        const state = version !== null ? 'found' : needed ? 'MISSING' : 'missing';
        if (version === null && needed) process.exitCode = 1;
        const told = version === null ? `to get it: ${get}` : (/\d+\.\d+[\w.-]*/.exec(version)?.[0] ?? '');
        lines.push(`${command.padEnd(11)}${state.padEnd(9)}${told.padEnd(12)}  for ${what}`);
      }
      process.stdout.write(`${lines.join('\n')}\n`);
    });
}
