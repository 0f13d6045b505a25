import { expect, test } from 'vitest';
import { z } from 'zod';
import { CreateBuildBody } from '../../../src/contract/builds.ts';
import { issueMessage } from '../../../src/contract/issues.ts';

/** The errors of a value, as `path: message`. */
function said(schema: z.ZodType, value: unknown): string[] {
  const parsed = schema.safeParse(value, { error: issueMessage });
  return (parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}
const ofRevision = (revision: unknown) => said(CreateBuildBody, { project: 'p', revision });

test.each([
  [undefined, 'revision: is missing'],
  [null, 'revision: must be an object or a string, not null'],
  [['main'], 'revision: must be an object or a string, not a list'],
  [{ 'openapi.yml': 'openapi: 3.1.0' }, 'revision: openapi.yml: must be an object, not a string'],
  [{ 'openapi.yml': { content: 5 } }, 'revision: openapi.yml: content: must be a string, not 5'],
  [
    { 'openapi.yml': { contents: '' } },
    'revision: openapi.yml: content: is missing; has "contents", which is not known here',
  ],
])('the error of the revision %j names the problem inside it', (revision, message) => {
  expect(ofRevision(revision)).toEqual([message]);
});

test('describes missing values and wrong types in words', () => {
  const schema = z.strictObject({ name: z.string(), count: z.int(), list: z.array(z.boolean()) });
  expect(said(schema, { count: 1.5, list: ['x'], other: 1 })).toEqual([
    'name: is missing',
    'count: must be a whole number, not 1.5',
    'list.0: must be true or false, not a string',
    ': has "other", which is not known here',
  ]);
});

test('states limits with their unit', () => {
  const schema = z.object({ page: z.int().min(1).max(9), name: z.string().max(3), of: z.enum(['a', 'b']) });
  expect(said(schema, { page: 0, name: 'abcd', of: 'c' })).toEqual([
    'page: must be at least 1',
    'name: must be at most 3 characters long',
    'of: must be one of a, b',
  ]);
  expect(said(CreateBuildBody, { revision: '', targets: [] })).toEqual([
    'revision: must not be empty',
    'targets: must not be empty',
  ]);
});

test("keeps a schema's own message", () => {
  expect(said(CreateBuildBody, { revision: 'main', branch: '../x' })).toEqual([
    'branch: must be a valid Git branch name',
  ]);
});
