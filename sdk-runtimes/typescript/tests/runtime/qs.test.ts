import { stringify } from '../../src/internal/qs/index';

const query = { a: [1, 'b'], o: { p: { q: true } }, n: null, u: undefined };
const decoded = (options: Parameters<typeof stringify>[1]) => decodeURIComponent(stringify(query, options));

test.each([
  ['comma', 'a=1,b&o[p][q]=true&n='],
  ['repeat', 'a=1&a=b&o[p][q]=true&n='],
  ['brackets', 'a[]=1&a[]=b&o[p][q]=true&n='],
  ['indices', 'a[0]=1&a[1]=b&o[p][q]=true&n='],
] as const)('writes lists as %s', (arrayFormat, expected) => {
  expect(decoded({ arrayFormat })).toBe(expected);
});

test('writes objects with dots', () => {
  expect(decoded({ arrayFormat: 'comma', allowDots: true })).toBe('a=1,b&o.p.q=true&n=');
});
