import { PassThrough, type Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { TargetFinding } from '../../codegen/findings.ts';
import { type NotMade, notCompiled } from '../../codegen/openapi-generator/terraform-errors.ts';
import { listed } from '../../contract/listed.ts';
import type { SdkTarget } from '../../contract/targets.ts';

/**
 * Finds out from a check's output which parts of a description the generator could not make; null if the
 * failure has another cause.
 */
type Explain = (output: string, description: unknown) => readonly NotMade[] | null;

/** Targets whose generator produces code that does not compile for some descriptions. */
const EXPLAINED: Partial<Record<SdkTarget, Explain>> = { terraform: notCompiled };

/** Only the tail of a check's output is read and kept in memory. */
const MAX_READ = 1 << 20;

export function explainOf(target: SdkTarget): Explain | null {
  return EXPLAINED[target] ?? null;
}

/** Runs work that prints, and returns its result with the tail of its output. */
export async function withOutput<T>(
  output: Writable,
  work: (output: Writable) => Promise<T>,
): Promise<{ readonly result: T; readonly printed: string }> {
  const copied = new PassThrough();
  let printed = '';
  copied.on('data', (chunk: Buffer) => {
    printed = (printed + chunk.toString('utf8')).slice(-MAX_READ);
  });
  copied.pipe(output, { end: false });
  try {
    const result = await work(copied);
    copied.end();
    await finished(copied);
    return { result, printed };
  } finally {
    copied.destroy();
  }
}

/** The note of a check that failed because of parts that could not be made, and a diagnostic for each part. */
export function ofNotMade(
  target: SdkTarget,
  parts: readonly NotMade[],
): { readonly note: string; readonly findings: readonly TargetFinding[] } {
  const code = `${target.charAt(0).toUpperCase()}${target.slice(1)}/NotGenerated`;
  const subjects = listed(
    parts.map(({ subject }) => subject),
    3,
  );
  return {
    note: `Not checked: the generator cannot make ${subjects}. The diagnostics ${code} say why.`,
    findings: parts.map(({ message, oasRef }) => ({ code, level: 'note', message, oasRef, ignored: true })),
  };
}
