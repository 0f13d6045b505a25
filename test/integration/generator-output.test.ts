import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { readOutput } from '../../src/activities/commands/read-output.ts';
import { createGeneratorService } from '../../src/codegen/openapi-generator/client.ts';
import { readConfig } from '../../src/runtime/config.ts';
import { ensureGenerator } from '../../src/runtime/toolchains/install.ts';
import { openApiGeneratorTargets } from '../../src/targets/openapi-generator/index.ts';

// Covers many template sections: a webhook under the tag of operations (the generator writes a test file of that name
// once), an enum, a oneOf, and an operation with every kind of parameter.
const description = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Museum', version: '1.0.0', description: 'Opening hours & tickets.' },
  servers: [{ url: 'https://museum.test/v1' }],
  paths: {
    '/events': {
      get: {
        tags: ['Events'],
        operationId: 'listEvents',
        parameters: [
          { name: 'limit', in: 'query', schema: { type: 'integer', default: 10 } },
          { name: 'x-trace', in: 'header', schema: { type: 'string' } },
        ],
        responses: { 200: answer({ type: 'array', items: ref('Event') }) },
      },
      post: {
        tags: ['Events'],
        operationId: 'createEvent',
        requestBody: { required: true, content: { 'application/json': { schema: ref('Event') } } },
        responses: { 201: answer(ref('Event')), default: answer(ref('Problem')) },
      },
    },
    '/events/{id}': {
      delete: {
        tags: ['Events'],
        operationId: 'deleteEvent',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }],
        responses: { 204: { description: 'Gone.' } },
      },
    },
  },
  webhooks: {
    eventChanged: {
      post: {
        tags: ['Events'],
        operationId: 'eventChanged',
        requestBody: { required: true, content: { 'application/json': { schema: ref('Event') } } },
        responses: { 204: { description: 'Taken.' } },
      },
    },
  },
  components: {
    schemas: {
      Event: {
        type: 'object',
        required: ['name', 'kind'],
        properties: {
          name: { type: 'string' },
          kind: { type: 'string', enum: ['tour', 'lecture'] },
          prices: { type: 'object', additionalProperties: { type: 'number' } },
          place: { oneOf: [ref('Room'), ref('Garden')] },
        },
      },
      Room: { type: 'object', properties: { floor: { type: 'integer' } } },
      Garden: { type: 'object', properties: { open: { type: 'boolean' } } },
      Problem: { type: 'object', properties: { message: { type: 'string' } } },
    },
  },
});

function ref(name: string) {
  return { $ref: `#/components/schemas/${name}` };
}

function answer(schema: object) {
  return { description: 'It went well.', content: { 'application/json': { schema } } };
}

/** Without it, C# code has a new id each time. */
const PROPERTIES = { packageGuid: '{4E49D7DE-D167-4EDF-B1C1-2B086BA0841C}' };
const LANGUAGES = [
  ...new Set(Object.values(openApiGeneratorTargets).flatMap(({ language }) => language ?? [])),
];

test('generated files are byte for byte those of the command line of OpenAPI Generator', async () => {
  const config = readConfig();
  const jar = await ensureGenerator(config, () => {});
  const folder = await mkdtemp(path.join(tmpdir(), 'kiln-output-'));
  const descriptionPath = path.join(folder, 'openapi.json');
  await writeFile(descriptionPath, description);
  const generator = createGeneratorService({
    jar,
    classesDir: path.join(config.cacheDir, 'generator-classes'),
    workDir: path.join(folder, 'work'),
    memoryMb: 1024,
  });
  try {
    const generated = Promise.all(
      LANGUAGES.map(async (language) => {
        const request = { language, descriptionPath, properties: PROPERTIES, timeoutMs: 120_000 };
        const result = await generator.generate(request);
        if (!result.ok) throw new Error(JSON.stringify(result.findings));
        return [...result.files].map(
          ([name, { content }]) => [`${language}/${name}`, content.toString('base64')] as const,
        );
      }),
    );
    const configs = await Promise.all(
      LANGUAGES.map(async (generatorName) => {
        const file = path.join(folder, `${generatorName}.json`);
        const outputDir = path.join(folder, 'out', generatorName);
        const additionalProperties = { ...PROPERTIES, hideGenerationTimestamp: 'true' };
        await writeFile(
          file,
          JSON.stringify({
            generatorName,
            inputSpec: descriptionPath,
            outputDir,
            skipOperationExample: true,
            validateSpec: false,
            strictSpecBehavior: false,
            additionalProperties,
          }),
        );
        return file;
      }),
    );
    await promisify(execFile)('java', ['-jar', jar, 'batch', '--threads', '2', ...configs], {
      maxBuffer: 1e9,
    });
    const written = [...(await readOutput(path.join(folder, 'out')))]
      // Files about the command line's own run.
      .filter(([name]) => !/(^|\/)\.openapi-generator(\/|-ignore$)/.test(name))
      .map(([name, { content }]) => [name, content.toString('base64')] as const);
    expect(written.length).toBeGreaterThan(300);
    expect(new Map((await generated).flat())).toEqual(new Map(written));
  } finally {
    await generator.close();
    await rm(folder, { recursive: true });
  }
}, 300_000);
