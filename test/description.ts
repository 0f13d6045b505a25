/** A small description with `operations` GET operations. */
export function description(operations: readonly string[] = ['listPets'], version = '1.0.0'): string {
  const paths = Object.fromEntries(
    operations.map((operationId) => [
      `/${operationId}`,
      {
        get: {
          operationId,
          summary: operationId,
          tags: ['pets'],
          responses: {
            200: {
              description: 'ok',
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } },
            },
          },
        },
      },
    ]),
  );
  const Pet = {
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'integer' }, name: { type: 'string' } },
  };
  return JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'Pets', version, description: 'Pets.' },
    servers: [{ url: 'http://127.0.0.1:1/' }],
    paths,
    components: { schemas: { Pet } },
  });
}
