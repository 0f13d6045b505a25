import { z } from 'zod';
import { TARGET_NAMES } from './targets.ts';

const reason = z.string().optional().describe('The reason, for readers of the file.');

const Place = z.union(
  [
    z.string().min(1).max(1000).describe('A location.'),
    z.object({
      location: z
        .string()
        .min(1)
        .max(1000)
        .describe('A JSON pointer into the description or this file, including everything below it.'),
      reason,
    }),
    z.object({ target: z.enum(TARGET_NAMES).describe('Only for this target.'), reason }),
  ],
  { error: 'must be a location, {location, reason} or {target, reason}' },
);

/** By code, or `Family/*`: everywhere (`true`), or in some places. */
export const IgnoredDiagnostics = z.record(
  z.string(),
  z.union([z.literal(true), z.array(Place).max(1000)], { error: 'must be true, or a list of places' }),
);
export type IgnoredDiagnostics = z.infer<typeof IgnoredDiagnostics>;

/** The parts of a diagnostic that rules match. */
interface Judged {
  readonly code: string;
  readonly level: string;
  readonly configRef?: string | null;
  readonly oasRef?: string | null;
  /** Without it the diagnostic concerns every target. */
  readonly target?: string | null;
}

/**
 * Whether the rules of a config file ignore a diagnostic for `target`; null: for all targets. A fatal one is never
 * ignored: nothing could be generated.
 */
export function isIgnored(
  rules: IgnoredDiagnostics | undefined,
  diagnostic: Judged,
  target: string | null = null,
): boolean {
  if (rules === undefined || diagnostic.level === 'fatal') return false;
  const concerns = diagnostic.target ?? target;
  const refs = [diagnostic.configRef, diagnostic.oasRef].flatMap((ref) => ref ?? []);
  return Object.entries(rules).some(([code, places]) => {
    if (!covers(code, diagnostic.code)) return false;
    if (places === true) return true;
    return places.some((place) => {
      if (typeof place === 'object' && 'target' in place) return place.target === concerns;
      const location = typeof place === 'string' ? place : place.location;
      return refs.some((ref) => isWithin(ref, location));
    });
  });
}

const covers = (rule: string, code: string): boolean =>
  rule === code || (rule.endsWith('/*') && code.startsWith(rule.slice(0, -1)));

/** Whether a JSON pointer is `location` or below it; `*` in `location` matches any part of one segment. */
function isWithin(ref: string, location: string): boolean {
  const [have, want] = [segments(ref), segments(location)];
  return want.length <= have.length && want.every((segment, i) => matches(have[i] ?? '', segment));
}

const segments = (pointer: string): string[] => pointer.replace(/^#?\/?/, '').split('/');

/** Matches in linear time for every pattern: each part between stars is searched once, from left to right. */
function matches(segment: string, pattern: string): boolean {
  const [first = '', ...parts] = pattern.split('*');
  const last = parts.pop();
  if (last === undefined) return segment === first;
  if (!segment.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts) {
    const found = segment.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return segment.length - last.length >= at && segment.endsWith(last);
}
