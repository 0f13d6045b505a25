import { createForm } from '../../src/internal/uploads';
import { withFormats } from '../../src/internal/utils/formats';

test('values are written in a format of their own', () => {
  const given = {
    ids: [1, 'a b', true],
    none: [],
    filter: { a: ['é'] },
    note: 'x',
    on: new Date(0),
    other: [1],
  };
  const formats = { ids: '|', none: ',', filter: 'application/json', note: 'text/plain', on: 'text/plain' };
  expect(withFormats(given, formats)).toEqual({
    ids: '1|a b|true',
    none: undefined,
    filter: '{"a":["é"]}',
    note: 'x',
    on: '1970-01-01T00:00:00.000Z',
    other: [1],
  });
  expect(withFormats(null, formats)).toBeUndefined();
});

test('a part of a form has its own content type', async () => {
  const form = await createForm({ meta: { a: 1 }, tags: [1, 2], b: undefined }, {}, 'brackets', {
    meta: 'application/json',
    tags: ',',
    b: 'application/json',
  });
  const meta = form.get('meta');
  expect(meta instanceof Blob && meta.type).toBe('application/json');
  expect(meta instanceof Blob && (await meta.text())).toBe('{"a":1}');
  expect([...form.keys()]).toEqual(['meta', 'tags']);
  expect(form.get('tags')).toBe('1,2');
});
