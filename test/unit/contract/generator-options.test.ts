import { expect, test } from 'vitest';
import { parseConfigFile } from '../../../src/contract/config-file.ts';
import { optionProblem, optionText } from '../../../src/contract/generator-options.ts';

test.each([
  ['templateDir', 'x', 'not an option'],
  ['template-dir', 'x', 'not an option'],
  ['inputSpec', '/etc/passwd', 'not an option'],
  ['outputDir', 'x', 'not an option'],
  ['ignoreFileOverride', 'x', 'not an option'],
  ['enablePostProcessFile', true, 'not an option'],
  ['sourceFolder', '../../x', 'segment'],
  ['apiPackage', 'a\\..\\b', 'segment'],
  ['sourceFolder', ['a', '../b'], 'segment'],
  ['invokerPackage', '/x', 'absolute'],
  ['invokerPackage', 'c:\\x', 'absolute'],
  ['packageName', 'a\\b/c', 'backslash'],
  ['anything', 'a\0b', 'NUL'],
])('rejects %s: %j', (name, value, why) => {
  expect(optionProblem(name, value)).toContain(why);
});

test.each([
  ['sourceFolder', 'src/main/java'],
  ['apiPackage', 'com.acme.api'],
  ['invokerPackage', 'Acme\\Pets'],
  ['npmName', '@acme/pets'],
  ['scmUrl', 'https://example.com/a/b'],
  ['useJakartaEe', true],
  ['gemDescription', 'Wait... what?'],
])('accepts %s: %j', (name, value) => {
  expect(optionProblem(name, value)).toBeNull();
});

test('names the key of a rejected option, under options and under generator', () => {
  const messageOf = (go: string) => {
    const parsed = parseConfigFile(`targets: {go: ${go}}`);
    return parsed.ok ? null : parsed.problem.message;
  };
  expect(messageOf('{options: {templateDir: x}}')).toContain('targets.go.options.templateDir: ');
  const properties = '{generator: {name: openapi-generator, properties: {sourceFolder: ../x}}}';
  expect(messageOf(properties)).toContain('targets.go.generator.properties.sourceFolder: ');
  expect(messageOf('{options: {toString: x, packageName: pets}}')).toBeNull();
});

test('converts options of any type to text', () => {
  const read = JSON.parse('{"toString": 1}');
  expect([true, 1, ['a', 'b'], read].map(optionText)).toEqual(['true', '1', 'a,b', '{"toString":1}']);
});
