import { z } from 'zod';
import { firstAnd } from '../contract/listed.ts';
import type { GeneratorFinding } from './generator.ts';

const MAX_FINDINGS = 50;

/** A message of a generator, stored with the tree that it made and listed as a diagnostic of the target. */
export const TargetFinding = z.object({
  code: z.string(),
  level: z.enum(['fatal', 'error', 'warning', 'note']),
  message: z.string(),
  more: z.string().optional(),
  oasRef: z.string().optional(),
  configRef: z.string().optional(),
  ignored: z.boolean().optional(),
});
export type TargetFinding = z.infer<typeof TargetFinding>;

/**
 * Log messages about OpenAPI Generator's internals, which authors of descriptions cannot influence. Collected from
 * the examples and from large public descriptions.
 */
const NOISE: readonly RegExp[] = [
  /^Failed to get the schema name: null/,
  /^Failed to look ?up /,
  /^Could not compute datatypeWithEnum from /,
  /^Codegen property is null /,
  /^Error in generating `example` /,
  /^Ignoring complex example on /,
  /^Type \w+ not handled properly in /,
  // Anything at all, which is what such a schema says.
  /^Unknown type found in the schema: object\b/,
  /^\s*(#{3,}|\*{3,})/,
  // The linter reports it with its position.
  /^Empty operationId found for path/,
];

/** Kiln's own reports about what it does not pass on. */
const LEFT_OUT = / is left out of the generated code: /;

/** Frequent messages, by kind. Each kind has a code, by which it can be ignored. */
const KINDS: readonly (readonly [RegExp, Omit<TargetFinding, 'message'>])[] = [
  // It has a working fallback: reported, but without consequences.
  [
    /cannot be used as (a |an )?[\w ]*name\. Renamed to /i,
    { code: 'Generator/Renamed', level: 'note', ignored: true },
  ],
  [LEFT_OUT, { code: 'Generator/LeftOut', level: 'note', ignored: true }],
  [/^Validation '.*' has no effect on /, { code: 'Generator/NoEffect', level: 'note' }],
  [/^Unknown `format` /, { code: 'Generator/UnknownFormat', level: 'note' }],
  [/\b(not|un)\s?supported\b/i, { code: 'Generator/Unsupported', level: 'warning' }],
];

/** Classifies the messages of a generator, without noise and duplicates, and limited to what people can read. */
export function findingsOf(said: readonly GeneratorFinding[], target: string): readonly TargetFinding[] {
  const found = new Map<string, TargetFinding>();
  for (const { level, message: words, code, oasRef, property, ignored } of said) {
    const message = words.trim();
    if (message === '' || found.has(message)) continue;
    const refs = {
      oasRef,
      configRef: property === undefined ? undefined : `#/targets/${target}/options/${property}`,
    };
    if (code !== undefined) {
      found.set(message, { code, level, message, ignored, ...refs });
      continue;
    }
    if (level === 'fatal') found.set(message, { code: 'Generator/Failed', level, message, ...refs });
    else if (!NOISE.some((noise) => noise.test(message))) {
      const kind = KINDS.find(([pattern]) => pattern.test(message))?.[1];
      found.set(message, { ...(kind ?? { code: 'Generator/Finding', level }), message, ...refs });
    }
  }
  return firstAnd([...found.values()], MAX_FINDINGS, (more) => ({
    code: 'Generator/More',
    level: 'note',
    message: `The generator reported ${more} more findings, which are not listed.`,
    ignored: true,
  }));
}
