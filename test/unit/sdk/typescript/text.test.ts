import vm from 'node:vm';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  docComment,
  lineComments,
  memberAccess,
  propertyKey,
  stringLiteral,
  templateText,
  valueLiteral,
} from '../../../../src/sdk/languages/typescript/text.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      "'",
      '"',
      '`',
      '\\',
      '$',
      '{',
      '}',
      '*',
      '/',
      '\n',
      '\r',
      '\u2028',
      '\u202e',
      '\ud800',
    ),
  }),
);
const evaluated = (code: string): unknown => vm.runInNewContext(`(${code})`);

it('a string literal evaluates to its text', () => {
  fc.assert(fc.property(hostile, (text) => evaluated(stringLiteral(text).text) === text));
});

it('text in a template literal evaluates to itself', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      // Line ends of templates are always \n, so they are written as escapes.
      expect(evaluated(`\`${templateText(text).text}\``)).toBe(text);
    }),
  );
});

it('a value evaluates to itself, whatever its keys', () => {
  const json = fc.jsonValue({ noUnicodeString: false, stringUnit: 'binary' });
  fc.assert(
    fc.property(json, (value) => {
      const made = JSON.stringify(evaluated(valueLiteral(value as never).text));
      expect(JSON.parse(made)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

it('a property keeps its name, in a literal and in an access', () => {
  fc.assert(
    fc.property(hostile, (name) => {
      const object = `{ ${propertyKey(name).text}: 1 }`;
      expect(evaluated(`Object.keys(${object})[0]`)).toBe(name);
      expect(evaluated(`(${object})${memberAccess(name).text}`)).toBe(1);
    }),
  );
});

it('text in a comment stays a comment', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const doc = docComment(text)?.text ?? '/** */';
      expect(doc.indexOf('*/')).toBe(doc.length - 2);
      for (const line of lineComments(text).text.split(/[\n\r\u2028\u2029]/)) expect(line).toMatch(/^\/\//);
    }),
  );
});
