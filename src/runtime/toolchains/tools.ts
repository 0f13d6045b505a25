import { toolVersion } from './tool-version.ts';

/** A program of the machine that Kiln, or a check of an SDK, runs. */
export interface Tool {
  readonly command: string;
  readonly versionArgs: readonly string[];
  /** What it is for. */
  readonly what: string;
  /** How to install it. */
  readonly get: string;
  /** Whether Kiln does not start without it. */
  readonly needed: boolean;
}

const TOOLCHAINS = './kiln setup --toolchains';

/** What `kiln doctor` looks for. */
export const TOOLS = [
  tool('git', 'repositories (2.38 or newer)', 'apt-get install git', { needed: true }),
  tool('java', 'OpenAPI Generator (11 or newer)', 'apt-get install default-jdk', { needed: true }),
  tool('javac', 'OpenAPI Generator (a JDK)', 'apt-get install default-jdk', { needed: true }),
  tool('npm', 'typescript, node', 'comes with Node.js'),
  tool('uv', 'python', TOOLCHAINS),
  tool('go', 'go, cli, terraform, Temporal', TOOLCHAINS, { versionArgs: ['version'] }),
  tool('mvn', 'java, kotlin, the generator', 'apt-get install maven'),
  tool('ruby', 'ruby', TOOLCHAINS),
  tool('php', 'php', TOOLCHAINS),
  tool('dotnet', 'csharp', 'https://dot.net'),
] as const satisfies readonly Tool[];

function tool<Command extends string>(
  command: Command,
  what: string,
  get: string,
  { versionArgs = ['--version'], needed = false }: Partial<Pick<Tool, 'versionArgs' | 'needed'>> = {},
): Tool & { readonly command: Command } {
  return { command, versionArgs, what, get, needed };
}

/** The version line of a tool, or null if it is missing: on PATH, or in the cache. */
export function versionOf({ command, versionArgs }: Tool, cacheDir: string): Promise<string | null> {
  return toolVersion(command, versionArgs, cacheDir);
}
