import { path } from '../../src/internal/utils/path';

test('a value cannot leave its path segment', () => {
  expect(path`/pets/${'a/b?c#d'}/toys`).toBe('/pets/a%2Fb%3Fc%23d/toys');
  expect(path`/pets/${1}`).toBe('/pets/1');
  expect(path`/pets?name=${'a&b'}`).toBe('/pets?name=a%26b');
});

test.each(['.', '..'])('rejects a path segment %s', (value) => {
  expect(() => path`/pets/${value}/toys`).toThrow('path parameter');
});

test.each([null, undefined, {}, Object.create(null)])('%p is no value', (value) => {
  expect(() => path`/pets/${value}`).toThrow('is not a valid path parameter');
});
