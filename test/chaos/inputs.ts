import { description } from '../description.ts';
import { CHECK_MARK } from './processes.ts';
import type { Random } from './random.ts';

const WORDS = ['Pets', 'Owners', 'Vets', 'Visits', 'Bills', 'Rooms'] as const;

/** A small description: one of about a hundred. */
export function descriptionOf(random: Random): string {
  const words = random.shuffle(WORDS).slice(0, random.between(1, 3));
  return description(
    words.map((word) => `list${word}`),
    `1.${random.between(0, 4)}.0`,
  );
}

/** Checks with child processes that take a moment, so that there is something to kill. */
export function configOf(targets: readonly string[]): string {
  const checks = (seconds: number) =>
    JSON.stringify([['sh', '-c', `: ${CHECK_MARK}; sleep ${seconds} & sleep ${seconds / 2}; wait`]]);
  const of = (target: string, i: number) =>
    i === 0
      ? `  ${target}:\n    checks: {prepare: false, lint: ${checks(1)}, build: false, test: ${checks(3)}}\n`
      : `  ${target}: {}\n`;
  return `organization:\n  name: Chaos\ntargets:\n${targets.map(of).join('')}`;
}
