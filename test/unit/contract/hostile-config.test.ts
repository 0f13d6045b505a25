import { expect, test } from 'vitest';
import { configDiagnostics } from '../../../src/codegen/config-diagnostics.ts';
import { duplicateYamlKeys, lineOf } from '../../../src/codegen/positions.ts';
import { parseConfigFile } from '../../../src/contract/config-file.ts';
import { readConfig } from '../../../src/sdk/config/read.ts';

const many = (count: number, text: (i: number) => string) => Array.from({ length: count }, (_, i) => text(i));

/** Texts that exhaust the stack or take quadratic time in the YAML library. */
const HOSTILE: Readonly<Record<string, string>> = {
  'open lists': `a: ${'['.repeat(50_000)}`,
  'nested lists': `a: ${'['.repeat(50_000)}${']'.repeat(50_000)}`,
  'nested flow maps': `a: ${'{a: '.repeat(100_000)}${'}'.repeat(100_000)}`,
  'nested block lists': '- '.repeat(100_000),
  'nested block maps': many(1_400, (i) => `${' '.repeat(i)}a:`).join('\n'),
  'explicit keys': '? '.repeat(100_000),
  'anchors and aliases': many(20_000, (i) => `k${i}: &a${i} {}\nl${i}: *a${i}`).join('\n'),
  'an alias bomb': many(12, (i) => `k${i}: &a${i} [${Array(9).fill(i === 0 ? 'x' : `*a${i - 1}`)}]`).join(
    '\n',
  ),
  'closing braces': '}\n'.repeat(100_000),
  'many documents': '---\n'.repeat(10_000),
};

test.each(Object.entries(HOSTILE))(
  'rejects %s without a crash or a long pause, wherever YAML is read',
  (_name, text) => {
    const startedAt = performance.now();
    const parsed = parseConfigFile(text);
    const took = performance.now() - startedAt;
    expect(parsed).toMatchObject({
      ok: false,
      problem: { message: expect.stringMatching(/^(is not|has more|contains|is nested)/) },
    });
    expect(took).toBeLessThan(5_000);
    expect(() => configDiagnostics(new Map([['stainless.yml', text]]))).not.toThrow();
    expect(readConfig(text).config).toEqual({});
    // Positions in a description are looked up before its depth is known.
    expect(duplicateYamlKeys(text)).toEqual([]);
    expect(lineOf(text, '#/nowhere', false)).toBeUndefined();
  },
);

test('reads a map of very many keys in linear time, and names a key that occurs twice', () => {
  const keys = many(60_000, (i) => `k${i}: v${i}\n`).join('');
  const startedAt = performance.now();
  expect(parseConfigFile(keys).ok).toBe(true);
  // Comparing every two keys takes minutes.
  expect(performance.now() - startedAt).toBeLessThan(20_000);
  expect(parseConfigFile(`${keys}k7: again\n`)).toEqual({
    ok: false,
    problem: { message: 'is not YAML: the key "k7" occurs twice in one map.', line: 60_001 },
  });
});

test('reads what people write: aliases, merge keys, comments and a hundred levels', () => {
  const nested = (depth: number) => `resources: ${'{a: '.repeat(depth)}1${'}'.repeat(depth)}`;
  expect(parseConfigFile(nested(99)).ok).toBe(true);
  expect(parseConfigFile(nested(101))).toMatchObject({ ok: false, problem: { line: 1 } });
  expect(parseConfigFile('# c\nx-go: &go {package_name: p}\ntargets:\n  go: *go\n')).toMatchObject({
    config: { targets: { go: { package_name: 'p' } } },
  });
  expect(parseConfigFile('')).toEqual({ ok: true, config: {} });
});
