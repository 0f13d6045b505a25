import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseConfigFile } from '../../../src/contract/config-file.ts';
import { IgnoredDiagnostics, isIgnored } from '../../../src/contract/diagnostic-rules.ts';

const warning = { code: 'OpenAPI/operation-operationId', level: 'warning', oasRef: '#/paths/~1pets/get' };
const ignores = (rules: unknown, diagnostic: Parameters<typeof isIgnored>[1] = warning, target?: string) =>
  isIgnored(IgnoredDiagnostics.parse(rules), diagnostic, target);

test('a rule applies to a code or a family of codes', () => {
  expect(ignores({ 'OpenAPI/operation-operationId': true })).toBe(true);
  expect(ignores({ 'OpenAPI/*': true })).toBe(true);
  expect(ignores({ 'OpenAPI/operation': true })).toBe(false);
  expect(ignores({ 'Open/*': true })).toBe(false);
  expect(ignores({ '*': true })).toBe(false);
  expect(ignores({})).toBe(false);
});

test('a rule may name places: a pointer and everything below it, with stars, or a target', () => {
  const at = (...places: unknown[]) => ignores({ 'OpenAPI/*': places });
  expect(at('#/paths/~1pets/get')).toBe(true);
  expect(at('#/paths/~1pets')).toBe(true);
  expect(at('/paths/~1pets')).toBe(true);
  expect(at('#/paths/~1p*/get')).toBe(true);
  expect(at('#/*/*/g*t')).toBe(true);
  expect(at('#/paths/~1pet')).toBe(false);
  expect(at('#/paths/~1pets/get/responses')).toBe(false);
  expect(at('#/paths/*/post', { location: '#/paths', reason: 'It is so.' })).toBe(true);
  expect(at()).toBe(false);
  const only = { 'OpenAPI/*': [{ target: 'go', reason: 'It is so.' }] };
  expect(ignores(only)).toBe(false);
  expect(ignores(only, warning, 'go')).toBe(true);
  expect(ignores(only, warning, 'python')).toBe(false);
  expect(ignores(only, { ...warning, target: 'go' }, 'python')).toBe(true);
  expect(
    ignores(
      { 'Config/*': ['#/targets'] },
      { code: 'Config/UnknownKey', level: 'note', configRef: '#/targets/x' },
    ),
  ).toBe(true);
});

test('fatal diagnostics are never ignored', () => {
  expect(ignores({ 'OpenAPI/*': true }, { ...warning, level: 'fatal' })).toBe(false);
});

test('a star matches any part of one segment', () => {
  const word = fc.stringMatching(/^[ab]{0,6}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), word, (parts, segment) => {
      const location = parts.join('*');
      const expected = new RegExp(`^${parts.join('.*')}$`).test(segment);
      expect(
        ignores({ 'A/*': [`#/x/${location}`] }, { code: 'A/b', level: 'note', oasRef: `#/x/${segment}` }),
      ).toBe(expected);
    }),
  );
});

test('rejects malformed rules by name', () => {
  for (const [rules, path] of [
    ['{A: false}', 'diagnostics.ignored.A: must be true, or a list of places'],
    ['[A]', 'diagnostics.ignored: '],
    ['{A: [{reason: none}]}', 'diagnostics.ignored.A: must be true, or a list of places'],
  ] as const) {
    const parsed = parseConfigFile(`diagnostics: {ignored: ${rules}}`);
    expect(parsed.ok ? '' : parsed.problem.message).toContain(path);
  }
});
