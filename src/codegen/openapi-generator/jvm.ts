import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { childEnvironment } from '../../runtime/environments.ts';
import { GeneratorUnavailable } from '../generator.ts';
import { compile } from './compile-service.ts';
import type { OpenApiGeneratorOptions } from './options.ts';
import { Answer, parseJson } from './service-answer.ts';

/**
 * Measured: without the second compiler, a new JVM generates the example's eleven targets in 2.7 s instead of 5.4 s,
 * and later ones just as fast. A description with 1,000 schemas needs a cache that holds all of their names (a third
 * of the time). What is not the heap is limited too, because a description decides how much is used of it.
 */
const JVM_FLAGS = [
  '-XX:+UseSerialGC',
  '-Xmn64m',
  '-XX:TieredStopAtLevel=1',
  '-XX:+ExitOnOutOfMemoryError',
  '-XX:MaxMetaspaceSize=256m',
  '-XX:MaxDirectMemorySize=64m',
  '-Dorg.openapitools.codegen.utils.namecache.cachesize=20000',
];
/** Exit codes of a JVM that ran out of memory: of `ExitOnOutOfMemoryError`, and of the service itself. */
const OUT_OF_MEMORY = 3;
/** An answer has one line. A JVM that writes this much without ending it is out of control. */
const LONGEST_ANSWER = 64 * 1024 * 1024;

/** A running JVM, and who waits for its answers. */
export interface Jvm {
  readonly child: ChildProcessWithoutNullStreams;
  readonly waiting: Map<string, Waiting>;
  served: number;
  /** Kiln ended the JVM because of one of its requests; the others are not to blame. */
  killed: boolean;
  /** Begins to watch the JVM's resources, if it is not watched. */
  watch(): void;
  /** Ends the watch: without requests, nothing grows. */
  unwatch(): void;
}

export interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** Another request had to end the JVM: this one is repeated in the next. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** The JVM ran out of memory, or was ended because it exceeded a limit. The message tells users. */
export class LimitExceeded extends Error {
  override readonly name = 'LimitExceeded';
}

/** Starts the generator's JVM. `onEnd` is called once when it has ended, before its requests are rejected. */
export async function startJvm(
  options: OpenApiGeneratorOptions,
  threads: number,
  onEnd: (jvm: Jvm) => void,
): Promise<Jvm> {
  const classes = await compile(options);
  const java: [string, ...string[]] = [
    'java',
    `-Xmx${options.memoryMb}m`,
    ...JVM_FLAGS,
    '-cp',
    `${classes}${path.delimiter}${options.jar}`,
    'Service',
    String(threads),
  ];
  const around = { readable: [classes, options.jar], writable: options.workDir };
  const [program, ...args] = options.confine?.command(java, around) ?? java;
  const child = spawn(program, args, { env: childEnvironment(), stdio: 'pipe' });
  let exceeded: string | null = null;
  const over = (why: string) => {
    exceeded ??= `Generating this is not possible: the generator ${why}.`;
    child.kill('SIGKILL');
  };
  let stop: (() => void) | undefined;
  const jvm: Jvm = {
    child,
    waiting: new Map(),
    served: 0,
    killed: false,
    watch: () => {
      if (child.pid !== undefined) stop ??= options.watch?.(child.pid, options.workDir, over);
    },
    unwatch: () => {
      stop?.();
      stop = undefined;
    },
  };
  let lastWords = '';
  child.stderr.on('data', (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString('utf8')).slice(-2000);
  });
  child.stdin.on('error', () => {});
  let unended = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    const last = chunk.lastIndexOf(0x0a);
    unended = last < 0 ? unended + chunk.length : chunk.length - last;
    if (unended > LONGEST_ANSWER) over('gave an answer without an end');
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = Answer.safeParse(parseJson(line));
    if (answer.success) jvm.waiting.get(answer.data.id)?.resolve(answer.data);
  });
  const end = (why: Error) => {
    jvm.unwatch();
    onEnd(jvm);
    const error = () => (jvm.killed ? new Interrupted(why.message) : why);
    for (const { reject } of [...jvm.waiting.values()]) reject(error());
    jvm.waiting.clear();
  };
  child.on('error', (error) =>
    end(new GeneratorUnavailable(`The generator could not be started: ${error.message}`)),
  );
  child.on('exit', (code) => {
    const last = lastWords.trim().slice(-500);
    if (exceeded !== null) end(new LimitExceeded(exceeded));
    else if (code === OUT_OF_MEMORY) end(new LimitExceeded(tooLarge(options.memoryMb)));
    else end(new GeneratorUnavailable(`The generator exited unexpectedly. ${last}`));
  });
  return jvm;
}

function tooLarge(memoryMb: number): string {
  return (
    `Generating this needs more memory than the generator's limit of ${memoryMb} MB. ` +
    'The operator of this service can raise it with KILN_GENERATOR_MEMORY_MB.'
  );
}
