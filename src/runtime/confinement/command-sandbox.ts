import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type Config, ConfigurationError } from '../config.ts';
import { childEnvironment } from '../environments.ts';
import { descriptionsFolder } from '../storage/data-folder.ts';
import { openWay, type Way } from './registry-way.ts';
import { watchResources } from './resource-watch.ts';
import { type Confinement, confine, giveToConfined, type Limits, passwords, sandbox } from './sandbox.ts';
import { present, seenPaths } from './seen-paths.ts';

/** Maximum size of one file. */
const FILE_MB = 2048;
/** Threads of the generator's JVM. */
const JVM_THREADS = 512;
/** What a JVM uses beside its heap: classes, compiled code, stacks and buffers. */
const BESIDE_HEAP_MB = 512;
/** Parts of the cache that contain programs for checks. */
const PROGRAMS = ['bin', 'go', 'uv', 'tools'];

export interface Around {
  readonly cwd: string;
  /** The environment that says where programs are. */
  readonly env: Readonly<Record<string, string>>;
  /** Readable beside the machine's programs and Kiln's. */
  readonly readable: readonly string[];
  /** Writable folders; the size of the first is limited. */
  readonly writable: readonly string[];
  readonly gateway: Way | null;
}

export interface Confined {
  readonly argv: [string, ...string[]];
  readonly watch: (pid: number, over: (why: string) => void) => () => void;
}

/** How untrusted programs run under the current settings. */
export interface CommandSandbox {
  /** Why untrusted programs do not run; null if they do. */
  readonly refusal: string | null;
  /** Whether programs are confined. */
  readonly works: boolean;
  /** Opens access to package registries; null if nothing is confined. */
  open(env: Readonly<Record<string, string>>): Promise<Way | null>;
  confine(argv: readonly [string, ...string[]], around: Around): Confined;
}

/** Reads the sandbox settings, and finds out what this machine supports. */
export async function commandSandbox(config: Config): Promise<CommandSandbox> {
  const found = await sandbox();
  const works = found.works && config.sandbox !== 'off';
  const refusal = config.sandbox === 'off' || found.works ? null : noSandbox(found.missing);
  const passwd = works ? await passwords(config.cacheDir) : null;
  const limits: Limits = {
    memoryMb: config.commandMemoryMb,
    processes: config.commandProcesses,
    processors: config.commandProcessors ?? undefined,
    fileMb: Math.min(FILE_MB, config.commandDiskMb),
    diskMb: config.commandDiskMb,
  };
  return {
    refusal,
    works,
    open: async (env) => (works ? openWay(config, env) : null),
    confine(argv, { cwd, env, readable, writable, gateway }) {
      const programs = PROGRAMS.map((name) => path.join(config.cacheDir, name));
      const confinement: Confinement = {
        readable: [
          ...seenPaths(env, [config.dataDir, config.cacheDir]),
          ...present([...programs, ...readable, ...(gateway?.readable ?? [])]),
        ],
        writable,
        passwd,
        ...(gateway === null ? {} : { gateway: gateway.socket }),
        limits,
      };
      return {
        argv: confine(argv, confinement, { ...found, works }, cwd),
        watch: (pid, over) => watchResources(pid, limits, writable, over),
      };
    },
  };
}

/** Why untrusted code is not run. */
export function noSandbox(missing: string | null): string {
  return `Code from outside is not run without a sandbox: ${missing ?? ''} KILN_SANDBOX=off runs it with all permissions of Kiln.`;
}

/** Confines one of Kiln's JVMs that processes untrusted input; undefined if nothing is confined. */
export async function jvmSandbox(config: Config) {
  const found = await sandbox();
  if (!found.works || config.sandbox === 'off') return undefined;
  const descriptions = descriptionsFolder(config.dataDir);
  await mkdir(descriptions, { recursive: true });
  const limits = jvmLimits(config);
  return {
    command(
      argv: readonly [string, ...string[]],
      { readable, writable }: { readonly readable: readonly string[]; readonly writable: string },
    ) {
      const seen = seenPaths(childEnvironment(), [config.dataDir, config.cacheDir]);
      const confinement: Confinement = {
        readable: [...seen, descriptions, ...present(readable)],
        writable: [writable],
        limits,
        // A JVM enforces its own limit, and reserves more address space than it uses.
        limitData: false,
      };
      return confine(argv, confinement, found, writable);
    },
    give: giveToConfined,
  };
}

/** Watches what the generator's JVM uses, with or without a sandbox; see `watchResources`. */
export function watchJvm(config: Config) {
  const limits = jvmLimits(config);
  return (pid: number, writable: string, over: (why: string) => void) =>
    watchResources(pid, { ...limits, memoryMb: limits.memoryMb + BESIDE_HEAP_MB }, [writable], over);
}

function jvmLimits(config: Config): Limits {
  return {
    memoryMb: config.generatorMemoryMb,
    processes: JVM_THREADS,
    processors: config.commandProcessors ?? undefined,
    fileMb: Math.min(FILE_MB, config.commandDiskMb),
    diskMb: config.commandDiskMb,
  };
}

/** Throws `ConfigurationError` if confinement is required but impossible here. */
export async function requireSandbox(): Promise<void> {
  const { works, missing } = await sandbox();
  if (!works) throw new ConfigurationError(`KILN_SANDBOX is on, but there is no sandbox: ${missing ?? ''}`);
}
