import { z } from 'zod';

/** Which packages may be shipped: the decisions of `npm run licences` and `npm run audit`. */

/** Licences allowed for packages shipped beside Apache-2.0 code. Another one needs its own decision. */
const ALLOWED: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-4.0',
  'CC0-1.0',
  'EPL-2.0',
  'ISC',
  'MIT',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);

/** Whether a licence or SPDX expression is allowed: for `OR` one of them, for `AND` all. Mixed expressions: no. */
export function isAllowed(licence: string): boolean {
  const plain = licence.replace(/^\((.*)\)$/, '$1');
  const any = plain.split(/ +OR +/i);
  const all = plain.split(/ +AND +/i);
  if (any.length > 1 && all.length > 1) return false;
  return any.length > 1 ? any.some((each) => ALLOWED.has(each)) : all.every((each) => ALLOWED.has(each));
}

const Answer = z.object({
  metadata: z.object({ vulnerabilities: z.object({ high: z.int(), critical: z.int() }) }),
});
const Failure = z.object({ message: z.string() });

export type Audit =
  | { readonly answered: true; readonly high: number; readonly critical: number }
  | { readonly answered: false; readonly why: string };

/** The verdict of `npm audit --json`. Many registries offer no audits, which says nothing about the packages. */
export function readAudit(output: string): Audit {
  const json = parse(output);
  const answer = Answer.safeParse(json);
  if (answer.success) return { answered: true, ...answer.data.metadata.vulnerabilities };
  const failure = Failure.safeParse(json);
  return { answered: false, why: failure.data?.message.split('\n')[0] ?? 'npm gave no answer' };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
