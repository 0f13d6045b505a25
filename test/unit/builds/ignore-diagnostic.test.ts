import { expect, test } from 'vitest';
import { ignoring } from '../../../src/builds/ignore-diagnostic.ts';
import { parseConfigFile } from '../../../src/contract/config-file.ts';

const WITH_COMMENTS = `# Ours.
organization:
  name: Pets # of the shop

targets:
  go: {}
`;

test('adds an ignored diagnostic, keeping existing entries, comments and order', () => {
  const once = ignoring(WITH_COMMENTS, { code: 'Name/Clash', location: '#/paths/~1pets' });
  expect(once).toBe(`${WITH_COMMENTS}diagnostics:\n  ignored:\n    Name/Clash:\n      - "#/paths/~1pets"\n`);
  const twice = ignoring(once ?? '', { code: 'Name/Clash', location: '#/info' });
  expect(parseConfigFile(twice ?? '')).toMatchObject({
    ok: true,
    config: { diagnostics: { ignored: { 'Name/Clash': ['#/paths/~1pets', '#/info'] } } },
  });
  expect(ignoring(twice ?? '', { code: 'Name/Clash', location: '#/info' })).toBe(twice);
  const everywhere = ignoring(twice ?? '', { code: 'Name/Clash', location: null }) ?? '';
  expect(everywhere).toContain('Name/Clash: true');
  expect(everywhere).toContain('# of the shop');
  expect(ignoring(everywhere, { code: 'Name/Clash', location: '#/x' })).toBe(everywhere);
});

test('a JSON config file stays JSON, an empty one becomes a map, and one that is no map is unchanged', () => {
  const json = ignoring('{"targets": {"go": {}}}', { code: 'A/B', location: null });
  expect(JSON.parse(json ?? '')).toEqual({ targets: { go: {} }, diagnostics: { ignored: { 'A/B': true } } });
  expect(ignoring('', { code: 'A/B', location: null })).toBe('diagnostics:\n  ignored:\n    A/B: true\n');
  expect(ignoring('diagnostics:\ntargets: {}\n', { code: 'A/B', location: null })).toContain('A/B: true');
  for (const odd of ['- a', 'diagnostics: no', 'diagnostics: { ignored: [A] }', 'a: [']) {
    expect(ignoring(odd, { code: 'A/B', location: null }), odd).toBeNull();
  }
});
