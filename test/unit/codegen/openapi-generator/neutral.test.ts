import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Generator } from '../../../../src/codegen/generator.ts';
import { isHarmlessValue, lookAlike } from '../../../../src/codegen/openapi-generator/neutral/harmless.ts';
import { neutralGenerator } from '../../../../src/codegen/openapi-generator/neutral/index.ts';
import { neutralise } from '../../../../src/codegen/openapi-generator/neutral/neutralise.ts';
import { Placeholders } from '../../../../src/codegen/openapi-generator/neutral/placeholders.ts';
import { restore } from '../../../../src/codegen/openapi-generator/neutral/restore.ts';
import { file } from '../../../../src/git/store/file-tree.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 40 });
const hostile = fc
  .array(
    fc.constantFrom(
      '$',
      '{',
      '}',
      '#',
      '"',
      "'",
      '`',
      '\\',
      '*/',
      '/*',
      '-->',
      '\n',
      '\r',
      '\u2028',
      '%s',
      '//',
    ),
    {
      maxLength: 12,
    },
  )
  .map((signs) => signs.join(''));

it('makes any text for people harmless and keeps it readable', () => {
  fc.assert(fc.property(fc.oneof(anyText, hostile), (text) => isHarmlessValue(lookAlike(text))));
  expect(lookAlike('It\'s `5 $` <b>\n*/ "x"')).toBe('It’s ‘5 ＄’ ‹b› ∗/ “x”');
  expect(lookAlike('See https://example.test/a#b, 100% of a & b.')).toBe(
    'See https://example.test/a#b, 100% of a & b.',
  );
});

describe('a description', () => {
  const of = (description: unknown) => neutralise(description, new Placeholders(JSON.stringify(description)));

  it('keeps what OpenAPI defines, and names that refer to each other', () => {
    const { value } = of({
      'x-root': 'dropped',
      paths: {},
      components: {
        schemas: {
          "It's": {
            type: 'object',
            'x-go-type': 'os.Exit',
            required: ['$id'],
            properties: { $id: { example: 1 } },
          },
          Other: { $ref: "#/components/schemas/It's" },
        },
      },
    });
    const schemas = Object(value).components.schemas;
    const [name = '', other] = Object.keys(schemas);
    expect(other).toBe('Other');
    expect(name).toMatch(/^It_s_K\w_Z[a-z]{6}$/);
    expect(schemas.Other).toEqual({ $ref: `#/components/schemas/${name}` });
    const [property] = Object.keys(schemas[name].properties);
    expect(schemas[name]).toEqual({
      type: 'object',
      required: [property],
      properties: { [property ?? '']: {} },
    });
    expect(JSON.stringify(value)).not.toMatch(/x-|os\.Exit|example/);
  });

  it('may have properties of any name, including __proto__', () => {
    const schema = JSON.parse('{"properties": {"__proto__": {"type": "string"}}}');
    const { value } = of({ components: { schemas: { A: schema } } });
    expect(JSON.stringify(value)).toBe(JSON.stringify({ components: { schemas: { A: schema } } }));
  });
});

/** Files that contain WORD in each kind of string, in a comment, and in a name. */
const SOURCES = {
  'A.java': 'class A { /** WORD */ String a = "x WORD"; } // WORD\n',
  'A.kt': 'class A { /* WORD */ val a = "x WORD ${b + "WORD"}" } // WORD\n',
  'A.cs': 'class A { /// WORD\n string a = "WORD"; string b = @"x WORD"; string c = $"{d} WORD"; }\n',
  'a.go': 'package a\n// WORD\nvar a = "WORD" + `WORD`\n',
  'a.ts': 'const a = "WORD" + \'WORD\' + `x ${b("WORD")} WORD`; // WORD\n/* WORD */\n',
  'a.py': '"""WORD"""\na = "WORD" + \'WORD\'  # WORD\nb = r"WORD"\n',
  'a.php': '<?php\n/** WORD */\n$a = "x WORD" . \'WORD\'; // WORD\n',
  'a.rb': '=begin\nWORD\n=end\na = \'WORD\' + "x WORD" # WORD\nb = Regexp.new(/WORD/)\n',
} as const;

describe.each(Object.entries(SOURCES))('%s', (name, source) => {
  it('produces the same code whatever its strings and comments contain', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, hostile), (text) => {
        const placeholders = new Placeholders('');
        const word = placeholders.of(text, '#/x');
        const { files, lost } = restore(
          new Map([[name, file(source.replaceAll('WORD', word))]]),
          placeholders,
        );
        // `restore` compares the code itself: it reports texts that it cannot write as lost.
        expect(lost).toEqual([]);
        expect(files.get(name)?.content.toString('utf8')).not.toContain(word);
      }),
      { numRuns: 60 },
    );
  });
});

it('names derived from a placeholder stay, and a struct tag that cannot contain a text is reported', () => {
  const placeholders = new Placeholders('');
  const word = placeholders.of("it's", '#/x');
  const name = word.replace(/_/g, '').toLowerCase();
  const code = `const ${name} = json['${word}'];\n`;
  const { files } = restore(new Map([['a.ts', file(code)]]), placeholders);
  expect(files.get('a.ts')?.content.toString()).toBe(`const ${name} = json['it\\'s'];\n`);

  const tag = placeholders.of('a"b', '#/y');
  const struct = `type A struct {\n\tB string \`json:"${tag},omitempty"\`\n}\n`;
  const { lost } = restore(new Map([['a.go', file(struct)]]), placeholders);
  expect(lost).toMatchObject([{ path: 'a.go', placeholder: { pointer: '#/y' } }]);
});

it('a pattern keeps its meaning between delimiters, and as a string in Ruby', () => {
  const placeholders = new Placeholders('');
  const word = placeholders.of('^a/\\/"\\d$', '#/x', { isPattern: true });
  const restored = (name: string, text: string) =>
    restore(new Map([[name, file(text)]]), placeholders)
      .files.get(name)
      ?.content.toString();
  expect(restored('a.php', `<?php preg_match("/${word}/", $x);\n`)).toBe(
    '<?php preg_match("/^a\\\\/\\\\/\\"\\\\d\\$/", $x);\n',
  );
  expect(restored('a.rb', `Regexp.new(/${word}/)\n`)).toBe('Regexp.new("^a/\\\\/\\"\\\\d$")\n');
  expect(restored('a.py', `re.match(r"${word}", x)\n`)).toBe('re.match("^a/\\\\/\\"\\\\d$", x)\n');
});

it('lists the first twenty texts that files cannot hold, and says how many more there are', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'kiln-neutral-'));
  try {
    const descriptionPath = path.join(folder, 'd.json');
    await writeFile(descriptionPath, JSON.stringify({ openapi: '3.0.3', paths: {} }));
    const inner: Generator = {
      name: 'inner',
      version: '1',
      generate: async ({ properties }) => {
        const content = `package ${properties.packageName}\n`;
        const files = new Map(Array.from({ length: 23 }, (_, i) => [`f${i}.go`, file(content)] as const));
        return { ok: true, files, findings: [] };
      },
      close: async () => {},
    };
    const { ok, findings } = await neutralGenerator(inner, folder).generate({
      language: 'go',
      descriptionPath,
      properties: { packageName: "it's `odd`" },
      timeoutMs: 10_000,
    });
    expect(ok).toBe(false);
    expect(findings).toHaveLength(21);
    expect(findings[19]?.message).toContain("it's `odd`");
    expect(findings[20]).toMatchObject({ level: 'fatal', message: expect.stringMatching(/^3 more texts/) });
  } finally {
    await rm(folder, { recursive: true });
  }
});
