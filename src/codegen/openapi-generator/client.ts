import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { OPENAPI_GENERATOR_VERSION } from '../../contract/openapi-generator.ts';
import { childEnvironment } from '../../runtime/environments.ts';
import { Turns } from '../../runtime/processes/turns.ts';
import {
  type GenerateRequest,
  type GenerateResult,
  type Generator,
  GeneratorTimedOut,
  GeneratorUnavailable,
} from '../generator.ts';
import { compile } from './compile-service.ts';
import { Answer, parseJson, splitOutput } from './service-answer.ts';

export interface OpenApiGeneratorOptions {
  /** OpenAPI Generator's command-line jar. */
  readonly jar: string;
  /** Folder of the compiled service, which is named by the hash of its source. */
  readonly classesDir: string;
  /** Output folders of current requests. */
  readonly workDir: string;
  readonly memoryMb: number;
  /** Confines the JVM to its inputs and one writable folder; absent: it runs unconfined. */
  readonly confine?: ConfineJvm;
  /** Maximum number of concurrent requests; OpenAPI Generator is safe with two. */
  readonly threads?: number;
  /** The JVM is replaced after this many requests, so that it does not grow without bound. */
  readonly maxRequests?: number;
}

/** Wraps the JVM's command in a sandbox. `give` makes the sandbox's user the owner of a folder and its contents. */
export interface ConfineJvm {
  command(
    argv: readonly [string, ...string[]],
    around: { readonly readable: readonly string[]; readonly writable: string },
  ): [string, ...string[]];
  give(folder: string): Promise<void>;
}
/**
 * Measured: without the second compiler, a new JVM generates the example's eleven targets in 2.7 s instead of 5.4 s,
 * and later ones just as fast. A description with 1,000 schemas needs a cache that holds all of their names (a third
 * of the time).
 */
const JVM_FLAGS = [
  '-XX:+UseSerialGC',
  '-Xmn64m',
  '-XX:TieredStopAtLevel=1',
  '-XX:+ExitOnOutOfMemoryError',
  '-Dorg.openapitools.codegen.utils.namecache.cachesize=20000',
];
/** Exit codes of a JVM that ran out of memory: of `ExitOnOutOfMemoryError`, and of the service itself. */
const OUT_OF_MEMORY = 3;

interface Jvm {
  readonly child: ChildProcessWithoutNullStreams;
  readonly waiting: Map<string, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>;
  served: number;
  /** Kiln ended the JVM because of one of its requests; the others are not to blame. */
  killed: boolean;
}

/** Another request had to end the JVM: this one is repeated in the next. */
class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/**
 * Keeps OpenAPI Generator in a warm JVM: a cold one costs 2 s per target, a warm one 45 to 230 ms. A request that
 * exceeds its time limit or is cancelled ends the JVM; other current requests are repeated in a new one. If the JVM
 * exits by itself, they all throw `GeneratorUnavailable`. A request that runs out of memory even when it runs alone
 * is answered as one that cannot be generated.
 */
export function createGeneratorService(options: OpenApiGeneratorOptions): Generator {
  const { threads = 2, maxRequests = 500 } = options;
  let running: Promise<Jvm> | null = null;
  const turns = new Turns(threads);

  const start = async (): Promise<Jvm> => {
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
    const jvm: Jvm = { child, waiting: new Map(), served: 0, killed: false };
    let lastWords = '';
    child.stderr.on('data', (chunk: Buffer) => {
      lastWords = (lastWords + chunk.toString('utf8')).slice(-2000);
    });
    child.stdin.on('error', () => {});
    createInterface({ input: child.stdout }).on('line', (line) => {
      const answer = Answer.safeParse(parseJson(line));
      if (answer.success) jvm.waiting.get(answer.data.id)?.resolve(answer.data);
    });
    const end = (why: Error) => {
      if (running !== null) void running.then((current) => current === jvm && retire(jvm));
      const error = () => (jvm.killed ? new Interrupted(why.message) : why);
      for (const { reject } of [...jvm.waiting.values()]) reject(error());
      jvm.waiting.clear();
    };
    child.on('error', (error) =>
      end(new GeneratorUnavailable(`The generator could not be started: ${error.message}`)),
    );
    child.on('exit', (code) => {
      const last = lastWords.trim().slice(-500);
      end(
        code === OUT_OF_MEMORY
          ? new OutOfMemory()
          : new GeneratorUnavailable(`The generator exited unexpectedly. ${last}`),
      );
    });
    return jvm;
  };

  /** Later requests get a new JVM; this one ends when it has no request left. */
  const retire = (jvm: Jvm) => {
    running = null;
    if (jvm.waiting.size === 0) jvm.child.kill('SIGKILL');
  };

  const current = (): Promise<Jvm> => {
    if (running === null) {
      running = start();
      running.catch(() => {
        running = null;
      });
    }
    return running;
  };

  const ask = async (request: GenerateRequest, output: string): Promise<Answer> => {
    const jvm = await current();
    const id = randomUUID();
    jvm.served += 1;
    return new Promise<Answer>((resolve, reject) => {
      const kill = (why: Error) => {
        jvm.waiting.get(id)?.reject(why);
        jvm.killed = true;
        jvm.child.kill('SIGKILL');
      };
      const timer = setTimeout(
        () =>
          kill(new GeneratorTimedOut(`codegen exceeded its time limit of ${request.timeoutMs / 1000} s.`)),
        request.timeoutMs,
      );
      const onAbort = () => kill(new GeneratorUnavailable('The generation was cancelled.'));
      request.signal?.addEventListener('abort', onAbort, { once: true });
      const settle = () => {
        clearTimeout(timer);
        request.signal?.removeEventListener('abort', onAbort);
        jvm.waiting.delete(id);
        if (jvm.served >= maxRequests && running !== null) retire(jvm);
        else if (running === null && jvm.waiting.size === 0) jvm.child.kill('SIGKILL');
      };
      jvm.waiting.set(id, {
        resolve: (answer) => {
          settle();
          resolve(answer);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      });
      const { language, descriptionPath: input, properties } = request;
      jvm.child.stdin.write(`${JSON.stringify({ id, language, input, output, properties })}\n`);
    });
  };

  const generate = async (request: GenerateRequest): Promise<GenerateResult> => {
    request.signal?.throwIfAborted();
    await mkdir(options.workDir, { recursive: true });
    const output = await mkdtemp(path.join(options.workDir, 'out-'));
    try {
      await options.confine?.give(output);
      const answer = await ask(request, output);
      const findings = answer.warnings.map((message) => ({ level: 'warning', message }) as const);
      if (answer.ok) return { ok: true, files: await splitOutput(output, answer.files), findings };
      const failed = { level: 'fatal', message: answer.error ?? 'The generator failed.' } as const;
      return { ok: false, findings: [failed, ...findings] };
    } finally {
      await rm(output, { recursive: true, force: true, maxRetries: 3 });
    }
  };

  const uninterrupted = async (request: GenerateRequest): Promise<GenerateResult> => {
    for (;;) {
      try {
        return await generate(request);
      } catch (error) {
        if (!(error instanceof Interrupted)) throw error;
      }
    }
  };

  return {
    name: 'openapi-generator',
    version: OPENAPI_GENERATOR_VERSION,
    async generate(request): Promise<GenerateResult> {
      const { signal } = request;
      try {
        return await turns.run(() => uninterrupted(request), { signal });
      } catch (error) {
        if (!(error instanceof OutOfMemory)) throw error;
      }
      // With two requests, either may have used up the memory: each is retried alone.
      try {
        return await turns.run(() => uninterrupted(request), { alone: true, signal });
      } catch (error) {
        if (!(error instanceof OutOfMemory)) throw error;
        return { ok: false, findings: [{ level: 'fatal', message: tooLarge(options.memoryMb) }] };
      }
    },
    async close() {
      const jvm = await running?.catch(() => null);
      running = null;
      jvm?.child.kill('SIGKILL');
    },
  };
}

/** The JVM exited because it ran out of memory. */
class OutOfMemory extends Error {
  override readonly name = 'OutOfMemory';
}

function tooLarge(memoryMb: number): string {
  return (
    `Generating this needs more memory than the generator's limit of ${memoryMb} MB. ` +
    'The operator of this service can raise it with KILN_GENERATOR_MEMORY_MB.'
  );
}
