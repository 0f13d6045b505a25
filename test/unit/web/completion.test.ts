import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { choicesAt, placeAt, type Schema } from '../../../web/src/editor/completion.ts';

/** Completions offered at the mark `|` of a text. */
async function offered(text: string): Promise<string[]> {
  const schema: Schema = JSON.parse(await readFile('schema/stainless.json', 'utf8'));
  const place = placeAt(text.replace('|', ''), text.indexOf('|'));
  return place === null ? [] : choicesAt(schema, place).map(({ label }) => label);
}

test('offers keys of the file, of a target and of a map with named keys', async () => {
  expect(await offered('|')).toEqual(expect.arrayContaining(['organization', 'targets', 'resources']));
  expect(await offered('organization:\n  na|')).toEqual(expect.arrayContaining(['name', 'docs']));
  expect(await offered('targets:\n  |')).toEqual(expect.arrayContaining(['typescript', 'go']));
  const target = await offered('organization:\n  name: x\ntargets:\n  # ours\n  go:\n\n    |');
  expect(target).toEqual(expect.arrayContaining(['package_name', 'generator']));
  expect(target).not.toContain('organization');
});

test("offers the schema's values, and none in comments or free text", async () => {
  expect(await offered('targets:\n  go:\n    generator: |')).toContain('kiln');
  expect(await offered('# targets: |')).toEqual([]);
  expect(await offered('organization:\n  name: "a b|')).toEqual([]);
});

test('finds the path to a position through lists of any indentation', () => {
  const schema: Schema = {
    properties: {
      pagination: {
        items: { $ref: '#/$defs/scheme' },
      },
    },
    $defs: {
      scheme: {
        anyOf: [
          {
            properties: {
              name: {},
              type: { enum: ['cursor', 'offset'] },
              request: { properties: { limit: {} } },
            },
          },
        ],
      },
    },
  };
  const at = (text: string) => {
    const place = placeAt(text, text.length);
    return place === null ? null : choicesAt(schema, place).map(({ label }) => label);
  };
  for (const indent of ['', '  ', '    ']) {
    expect(at(`pagination:\n${indent}- `)).toEqual(['name', 'type', 'request']);
    expect(at(`pagination:\n${indent}- name: a\n${indent}  type: `)).toEqual(['cursor', 'offset']);
    expect(at(`pagination:\n${indent}- name: a\n${indent}- type: c`)).toEqual(['cursor', 'offset']);
    expect(at(`pagination:\n${indent}- name: a\n${indent}  request:\n${indent}    l`)).toEqual(['limit']);
  }
});
