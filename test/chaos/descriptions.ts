import fc from 'fast-check';
import { z } from 'zod';
import { descriptions, type Written } from '../grammar.ts';
import { FATAL_BRANCH } from './bad-inputs.ts';
import type { Kiln } from './kiln.ts';

const Lint = z.object({
  spec: z.object({ diagnostics: z.record(z.string(), z.array(z.object({ level: z.string() }))) }),
});
const Made = z.object({ id: z.string() });

/** Every lint is answered within this time, whatever the description: its own limit, plus waiting for its turn. */
const ANSWER_WITHIN_MS = 90_000;
const AT_ONCE = 4;
/** One in this many is built as well, if it is a description at all. */
const BUILT = 50;

export interface Described {
  readonly sent: number;
  /** Of these, descriptions that cannot be generated. */
  readonly fatal: number;
  /** Number of builds of them. */
  readonly builds: readonly string[];
  readonly wrong: readonly string[];
}

/**
 * Sends generated descriptions (valid, nearly valid, absurd) to lint, and some to builds. Each must be answered in
 * time, and the same API and worker processes must still be running afterwards.
 */
export async function sendDescriptions(
  kiln: Kiln,
  project: string,
  { count, seed }: { readonly count: number; readonly seed: number },
): Promise<Described> {
  const pids = async () => [...(await kiln.pids('api')), ...(await kiln.pids('worker'))].sort();
  const before = await pids();
  const written = fc.sample(descriptions, { seed, numRuns: count });
  const wrong: string[] = [];
  const builds: string[] = [];
  let fatal = 0;
  let next = 0;
  const send = async () => {
    for (let i = next++; i < written.length; i = next++) {
      const one = written[i];
      if (one === undefined) return;
      const said = (what: string) => wrong.push(`description ${i} of seed ${seed}: ${what}`);
      const startedAt = Date.now();
      const answer = await kiln.request('POST', '/api/generate/spec', lintBody(one)).catch(String);
      const took = Date.now() - startedAt;
      if (took > ANSWER_WITHIN_MS) said(`was linted for ${took} ms`);
      // Some contain text that no request may contain.
      if (typeof answer === 'string' || (answer.status !== 200 && answer.status !== 400)) {
        said(typeof answer === 'string' ? answer : `lint: ${answer.status} ${JSON.stringify(answer.body)}`);
        continue;
      }
      if (answer.status === 400) continue;
      const found = Object.values(Lint.parse(answer.body).spec.diagnostics).flat();
      if (found.some(({ level }) => level === 'fatal')) fatal += 1;
      if (i % BUILT !== 0) continue;
      const made = await kiln.request('POST', '/v0/builds', {
        project,
        branch: FATAL_BRANCH,
        allow_empty: true,
        revision: { [one.file]: { content: one.text } },
      });
      if (made.status === 200) builds.push(Made.parse(made.body).id);
      else if (made.status !== 400) said(`build: ${made.status} ${JSON.stringify(made.body)}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, send));
  const after = await pids();
  if (after.join() !== before.join()) wrong.push(`processes ended over descriptions of seed ${seed}`);
  return { sent: written.length, fatal, builds, wrong };
}

const lintBody = ({ text }: Written) => ({
  source: { type: 'upload', openapi_spec: text, stainless_config: '' },
});
