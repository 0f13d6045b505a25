import type { z } from 'zod';

type RawIssue = z.core.$ZodRawIssue;
type Issue = z.core.$ZodIssue;

/** Names of JSON types for people. */
const NAMES: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  null: 'null',
};
const named = (type: string) => NAMES[type] ?? type;

/** The message for an invalid value, to follow its name and a colon; undefined leaves it to zod. */
export function issueMessage(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return typeMessage([issue.expected], issue.input);
    case 'invalid_union':
      return unionMessage(issue.errors, issue.input);
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      if (!issue.inclusive) return undefined;
      return issue.origin === 'number' || Number(issue.minimum) > 1
        ? `must be at least ${issue.minimum}${unitOf(issue.origin)}`
        : 'must not be empty';
    case 'too_big':
      return issue.inclusive ? `must be at most ${issue.maximum}${unitOf(issue.origin)}` : undefined;
    case 'unrecognized_keys':
      return `has ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}, which is not known here`;
    default:
      return undefined;
  }
}

function typeMessage(expected: readonly string[], input: unknown): string {
  if (input === undefined) return 'is missing';
  const types = [...new Set(expected.map(named))];
  return `must be ${types.join(' or ')}, not ${kindOf(input)}`;
}

function kindOf(input: unknown): string {
  if (input === null || typeof input === 'number' || typeof input === 'boolean') return String(input);
  if (Array.isArray(input)) return named('array');
  return named(typeof input);
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters long';
  return origin === 'array' ? ' items long' : '';
}

/** The errors of the union member that the value comes closest to; if it is close to none, the members' types. */
function unionMessage(alternatives: readonly (readonly Issue[])[], input: unknown): string | undefined {
  const [closest] = alternatives
    .filter((issues) => !issues.some(isOfType))
    .sort((one, other) => distance(one) - distance(other));
  if (closest !== undefined) return closest.map(line).join('; ');
  const expected = alternatives.flatMap((issues) => issues.filter(isOfType).map((issue) => issue.expected));
  return expected.length === 0 ? undefined : typeMessage(expected, input);
}

/** Whether the value itself, not something inside it, has the wrong type. */
function isOfType(issue: Issue): issue is z.core.$ZodIssueInvalidType {
  return issue.code === 'invalid_type' && issue.path.length === 0;
}

/** Errors about the value as a whole take precedence over errors inside it. */
function distance(issues: readonly Issue[]): number {
  return issues.reduce((sum, { path }) => sum + (path.length === 0 ? 100 : 1), 0);
}

function line({ path, message }: Issue): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}
