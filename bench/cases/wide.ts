import { Client, Connection } from '@temporalio/client';
import { LANGUAGE_TARGETS } from '../../src/contract/targets.ts';
import { temporalConnection } from '../../src/temporal/connection.ts';
import { buildWorkflowId, targetWorkflowId } from '../../src/temporal/ids.ts';
import { completed, type Kiln, newProject } from '../kiln.ts';
import { peakDuring } from '../processes.ts';
import { type Row, seconds } from '../row.ts';

const RESOURCES = 800;
/** Operations of each resource. */
const METHODS = ['list', 'create', 'retrieve', 'update', 'delete'] as const;

/** Every target at once, for a description of 4,000 operations: time, memory, and the size of what Temporal keeps. */
export async function wide(kiln: Kiln): Promise<Row[]> {
  const config = `organization:\n  name: Wide\ntargets:\n${LANGUAGE_TARGETS.map((name) => `  ${name}: {}\n`).join('')}`;
  const revision = {
    'openapi.json': { content: description() },
    'stainless.yml': { content: config },
  };
  let id = '';
  let took = 0;
  const peak = await peakDuring(async () => {
    took = await seconds(async () => {
      id = (await newProject(kiln, revision, LANGUAGE_TARGETS)).build.id;
      await completed(kiln, id);
    });
  });
  const what = `${LANGUAGE_TARGETS.length} targets of ${RESOURCES * METHODS.length} operations`;
  return [
    { what: `${what}, codegen to commit`, value: took, unit: 's' },
    { what: `${what}: largest process`, value: peak.residentMb, unit: 'MB', goal: { most: 2560 } },
    {
      what: `${what}: largest workflow history`,
      value: await historyKb(kiln, id),
      unit: 'KB',
      goal: { most: 1024 },
    },
  ];
}

async function historyKb({ stack }: Kiln, id: string): Promise<number> {
  const { options, namespace } = temporalConnection(stack.temporalAddress, stack.temporalKey);
  const connection = await Connection.connect(options);
  try {
    const client = new Client({ connection, namespace });
    const ids = [buildWorkflowId(id), ...LANGUAGE_TARGETS.map((target) => targetWorkflowId(id, target))];
    const sizes = await Promise.all(
      ids.map(async (one) => (await client.workflow.getHandle(one).describe()).historySize ?? 0),
    );
    return Math.max(...sizes) / 1000;
  } finally {
    await connection.close();
  }
}

/** Resources with a model and five methods each. */
function description(): string {
  const paths: Record<string, unknown> = {};
  const schemas: Record<string, unknown> = {};
  for (let i = 0; i < RESOURCES; i++) {
    const [name, model] = [`things${i}`, `Thing${i}`];
    const $ref = `#/components/schemas/${model}`;
    const one = { description: 'ok', content: { 'application/json': { schema: { $ref } } } };
    const many = {
      description: 'ok',
      content: { 'application/json': { schema: { type: 'array', items: { $ref } } } },
    };
    const requestBody = { required: true, content: { 'application/json': { schema: { $ref } } } };
    const operation = (method: (typeof METHODS)[number], rest: object) => ({
      operationId: `${method}_${name}`,
      tags: [name],
      ...rest,
    });
    const parameters = [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }];
    paths[`/${name}`] = {
      get: operation('list', { responses: { 200: many } }),
      post: operation('create', { requestBody, responses: { 200: one } }),
    };
    paths[`/${name}/{id}`] = {
      parameters,
      get: operation('retrieve', { responses: { 200: one } }),
      put: operation('update', { requestBody, responses: { 200: one } }),
      delete: operation('delete', { responses: { 204: { description: 'gone' } } }),
    };
    schemas[model] = {
      type: 'object',
      required: ['id'],
      properties: {
        id: { type: 'string' },
        name: { type: 'string', description: `The name of thing ${i}.` },
        size: { type: 'integer' },
      },
    };
  }
  return JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'Wide', version: '1.0.0' },
    servers: [{ url: 'https://api.example.test' }],
    paths,
    components: { schemas },
  });
}
