import { afterAll, expect, it } from 'vitest';
import { typescript } from '../../../src/sdk/languages/typescript/index.ts';
import { removeSdks, sdkOf, typeErrors } from './sent.ts';

afterAll(removeSdks);

const object = (properties: object) => ({ type: 'object', properties });

function described(stream: object, schemas: object = {}) {
  const schema = { ...object({ model: { type: 'string' }, stream }), required: ['model'] };
  const content = {
    'application/json': { schema: object({ whole: { type: 'string' } }) },
    'text/event-stream': { schema: object({ part: { type: 'string' } }) },
  };
  const post = {
    requestBody: { required: true, content: { 'application/json': { schema } } },
    responses: { 200: { description: 'ok', content } },
  };
  return {
    openapi: '3.1.0',
    info: { title: 'Acme', version: '1' },
    servers: [{ url: 'https://acme.test' }],
    paths: { '/chat': { post } },
    components: { schemas },
  };
}

const CONFIG = `organization: { name: acme }
environments: { production: https://acme.test }
resources:
  chat: { methods: { create: { endpoint: post /chat, streaming: { param_discriminator: stream } } } }
`;

const USE = `
  import { Acme } from './src/index.ts';
  const client = new Acme();
  const model = 'm';
  const texts: (string | undefined)[] = [
    (await client.chat.create({ model })).whole,
    (await client.chat.create({ model, stream: false })).whole,
    (await client.chat.create({ model, stream: null })).whole,
  ];
  for await (const { part } of await client.chat.create({ model, stream: true })) texts.push(part);
  const either = async (stream: boolean | null) => {
    const result = await client.chat.create({ model, stream });
    return 'whole' in result ? result.whole : undefined;
  };
  await either(null);
`;

it.each([
  ['in OpenAPI 3.1', described({ type: ['boolean', 'null'] })],
  ['in OpenAPI 3.0', { ...described({ type: 'boolean', nullable: true }), openapi: '3.0.3' }],
  ['under a name', described({ $ref: '#/components/schemas/Flag' }, { Flag: { type: ['boolean', 'null'] } })],
])('a stream that null turns off has the types of both results, %s', (_, description) => {
  expect(typeErrors(sdkOf(typescript, 'typescript', description, CONFIG), USE)).toBe('');
});
