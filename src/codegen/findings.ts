import { z } from 'zod';
import type { GeneratorFinding } from './generator.ts';

const MAX_FINDINGS = 50;

/** What a generator said, as it is kept with the tree that it made and listed as diagnostics of the target. */
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
 * What OpenAPI Generator logs of its own doings: nobody who writes a description can do anything about it. Seen with
 * the examples and with large public descriptions.
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
  // The linter says it with its place.
  /^Empty operationId found for path/,
];

/** What Kiln itself says of what it does not hand on. */
const LEFT_OUT = / is left out of the generated code: /;

/** What it says often, by kind. A kind of its own can be ignored by its code. */
const KINDS: readonly (readonly [RegExp, Omit<TargetFinding, 'message'>])[] = [
  // It has an answer that works: told, and of no consequence.
  [
    /cannot be used as (a |an )?[\w ]*name\. Renamed to /i,
    { code: 'Generator/Renamed', level: 'note', ignored: true },
  ],
  [LEFT_OUT, { code: 'Generator/LeftOut', level: 'note', ignored: true }],
  [/^Validation '.*' has no effect on /, { code: 'Generator/NoEffect', level: 'note' }],
  [/^Unknown `format` /, { code: 'Generator/UnknownFormat', level: 'note' }],
  [/\b(not|un)\s?supported\b/i, { code: 'Generator/Unsupported', level: 'warning' }],
];

/** Sorts what a generator said into kinds, without its noise, each thing once, and not more than people read. */
export function findingsOf(said: readonly GeneratorFinding[], target: string): TargetFinding[] {
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
  const all = [...found.values()];
  if (all.length <= MAX_FINDINGS) return all;
  const rest = `The generator reported ${all.length - MAX_FINDINGS} more findings, which are not listed.`;
  return [
    ...all.slice(0, MAX_FINDINGS),
    { code: 'Generator/More', level: 'note', message: rest, ignored: true },
  ];
}
