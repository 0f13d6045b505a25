import { expect, test } from 'vitest';
import { isAllowed, readAudit } from '../../../scripts/shipped.ts';

test.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0-only)', true],
  ['MIT AND Apache-2.0', true],
  ['(MIT AND GPL-3.0-only)', false],
  ['MIT OR GPL-3.0-only AND AGPL-3.0-only', false],
  ['AGPL-3.0-only', false],
  ['not said', false],
  ['', false],
])('the licence %j may be shipped: %j', (licence, allowed) => {
  expect(isAllowed(licence)).toBe(allowed);
});

test('an audit counts high and critical vulnerabilities, and detects a registry without audits', () => {
  const counts = { info: 0, low: 3, moderate: 1, high: 2, critical: 1, total: 7 };
  const audit = readAudit(JSON.stringify({ metadata: { vulnerabilities: counts } }));
  expect(audit).toMatchObject({ answered: true, high: 2, critical: 1 });
  const refused = JSON.stringify({ message: '405 Method Not Allowed\nPOST', statusCode: 405 });
  expect(readAudit(refused)).toEqual({ answered: false, why: '405 Method Not Allowed' });
  expect(readAudit('')).toEqual({ answered: false, why: 'npm gave no answer' });
});
