import { expect, test } from 'vitest';
import { findingsOf as sorted } from '../../../src/codegen/findings.ts';
import type { GeneratorFinding } from '../../../src/codegen/generator.ts';

const findingsOf = (said: readonly GeneratorFinding[]) => sorted(said, 'ruby');
const said = (...messages: string[]): GeneratorFinding[] =>
  messages.map((message) => ({ level: 'warning', message }));

test('sorts messages of a generator by kind, without repetitions', () => {
  const found = findingsOf([
    { level: 'fatal', message: 'null: it broke' },
    ...said(
      'Error (model name matches existing language type) cannot be used as a model name. Renamed to ModelError',
      'range (reserved word) cannot be used as parameter name. Renamed to range_',
      "Validation 'minimum' has no effect on schema 'string'. Ignoring!",
      'Unknown `format` int32 detected for type `number`. Defaulting to `number`',
      'Unknown `format` int32 detected for type `number`. Defaulting to `number`\n',
      'allOf schema `null` containing multiple types (not model) is not supported at the moment.',
      'Something that nobody has seen yet',
    ),
  ]);
  expect(found.map(({ code, level, ignored = false }) => [code, level, ignored])).toEqual([
    ['Generator/Failed', 'fatal', false],
    ['Generator/Renamed', 'note', true],
    ['Generator/Renamed', 'note', true],
    ['Generator/NoEffect', 'note', false],
    ['Generator/UnknownFormat', 'note', false],
    ['Generator/Unsupported', 'warning', false],
    ['Generator/Finding', 'warning', false],
  ]);
});

test("omits the generator's messages about itself", () => {
  expect(
    findingsOf(
      said(
        'Failed to get the schema name: null',
        'Could not compute datatypeWithEnum from kotlin.String, null',
        'Codegen property is null (e.g. map/dict of undefined type). Default to typing.Any.',
        'Ignoring complex example on request body',
        'Failed to look up object from the imports (map of set) of models.',
        'Failed to lookup model in createImportMapOfSet object',
        'Unknown type found in the schema: object. To map it, please use the schema mapping option',
        '   ',
      ),
    ),
  ).toEqual([]);
});

test('truncates a flood of findings, and says so in a note that does not count', () => {
  const found = findingsOf(said(...Array.from({ length: 80 }, (_, i) => `thing ${i}`)));
  expect(found).toHaveLength(51);
  expect(found.at(-1)).toMatchObject({
    code: 'Generator/More',
    ignored: true,
    message: expect.stringContaining('30 more'),
  });
});

test('a finding points to the option or the place in the description that it is about', () => {
  const level = 'fatal';
  expect(
    findingsOf([
      { level, message: 'one', property: 'gemName' },
      { level, message: 'two', oasRef: '#/info/title' },
    ]),
  ).toMatchObject([{ configRef: '#/targets/ruby/options/gemName' }, { oasRef: '#/info/title' }]);
});
