import { toFile } from '../../src/core/uploads';
import { createForm, maybeMultipartFormRequestOptions } from '../../src/internal/uploads';

const entries = async (body: object, arrays?: 'brackets' | 'comma' | 'repeat' | 'indices') =>
  [...(await createForm(body, fetch, arrays)).entries()].map(([name, value]) => `${name}=${String(value)}`);

describe('forms', () => {
  test('name fields after the members of objects and lists', async () => {
    const body = { a: 1, b: { c: true, d: undefined }, e: ['x', 'y'] };
    expect(await entries(body)).toEqual(['a=1', 'b[c]=true', 'e[]=x', 'e[]=y']);
    expect(await entries(body, 'indices')).toEqual(['a=1', 'b[c]=true', 'e[0]=x', 'e[1]=y']);
    expect(await entries(body, 'repeat')).toEqual(['a=1', 'b[c]=true', 'e=x', 'e=y']);
    expect(await entries(body, 'comma')).toEqual(['a=1', 'b[c]=true', 'e=x,y']);
  });

  test('keep the names of files', async () => {
    const form = await createForm({ file: new File(['x'], 'a.txt'), reply: new Response('y') }, fetch);
    expect(form.get('file')).toMatchObject({ name: 'a.txt' });
    expect(form.get('reply')).toBeInstanceOf(File);
  });

  test('are only used if there is something to upload', async () => {
    const plain = await maybeMultipartFormRequestOptions({ body: { a: 1 } }, fetch);
    expect(plain.body).toEqual({ a: 1 });
    const upload = await maybeMultipartFormRequestOptions({ body: { a: new Blob(['x']) } }, fetch);
    expect(upload.body).toBeInstanceOf(FormData);
  });
});

test('toFile converts bytes, streams and responses to files', async () => {
  async function* chunks() {
    yield new TextEncoder().encode('a');
    yield new TextEncoder().encode('b');
  }
  expect(await (await toFile(chunks(), 'x.txt', { type: 'text/plain' })).text()).toBe('ab');
  const file = await toFile(new Uint8Array([104, 105]), 'hi.bin');
  expect(await file.text()).toBe('hi');
  expect(file.name).toBe('hi.bin');
});
