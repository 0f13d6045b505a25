import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { OPENAPI_GENERATOR_VERSION } from '../../contract/openapi-generator.ts';
import { Turns } from '../../runtime/processes/turns.ts';
import {
  type GenerateRequest,
  type GenerateResult,
  type Generator,
  GeneratorTimedOut,
  GeneratorUnavailable,
} from '../generator.ts';
import { Interrupted, type Jvm, LimitExceeded, startJvm } from './jvm.ts';
import type { OpenApiGeneratorOptions } from './options.ts';
import { type Answer, splitOutput } from './service-answer.ts';

/**
 * Keeps OpenAPI Generator in a warm JVM: a cold one costs 2 s per target, a warm one 45 to 230 ms. A request that
 * exceeds its time limit or is cancelled ends the JVM; other current requests are repeated in a new one. If the JVM
 * exits by itself, they all throw `GeneratorUnavailable`. A request that exceeds a limit of memory, disk or output even
 * when it runs alone is answered as one that cannot be generated.
 */
export function createGeneratorService(options: OpenApiGeneratorOptions): Generator {
  const { threads = 2, maxRequests = 500 } = options;
  let running: Promise<Jvm> | null = null;
  const turns = new Turns(threads);

  const start = (): Promise<Jvm> =>
    startJvm(options, threads, (ended) => {
      if (running !== null) void running.then((current) => current === ended && retire(ended));
    });

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
        if (jvm.waiting.size === 0) jvm.unwatch();
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
      jvm.watch();
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
        if (!(error instanceof LimitExceeded)) throw error;
      }
      // With two requests, either may have exceeded the limit: each is retried alone.
      try {
        return await turns.run(() => uninterrupted(request), { alone: true, signal });
      } catch (error) {
        if (!(error instanceof LimitExceeded)) throw error;
        return { ok: false, findings: [{ level: 'fatal', message: error.message }] };
      }
    },
    async close() {
      const jvm = await running?.catch(() => null);
      running = null;
      jvm?.child.kill('SIGKILL');
    },
  };
}
