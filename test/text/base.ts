/**
 * A description that makes templates write all of their parts. Each text is a unique word; payloads are derived from
 * it, so that names that belong together stay together (`infect.ts`).
 */
export const BASE = {
  openapi: '3.0.3',
  info: { title: 'apititle', version: '1.0.0', description: 'apitext', contact: { email: 'a@example.test' } },
  servers: [
    {
      url: 'https://{region}.example.test/base',
      variables: { region: { default: 'east', enum: ['east', 'west'] } },
    },
  ],
  tags: [{ name: 'boxes', description: 'tagtext' }],
  security: [{ oauth: ['readscope'] }, { headerkey: [] }, { querykey: [] }, { basic: [] }],
  paths: {
    '/plain/{boxid}/part': {
      get: {
        tags: ['boxes'],
        operationId: 'getbox',
        summary: 'opsummary',
        description: 'optext',
        deprecated: true,
        parameters: [
          { name: 'boxid', in: 'path', required: true, schema: { type: 'string' } },
          {
            name: 'queryname',
            in: 'query',
            description: 'querytext',
            schema: { type: 'string', default: 'querydefault' },
          },
          {
            name: 'querylist',
            in: 'query',
            schema: { type: 'array', items: { type: 'string', enum: ['li', 'st'] } },
          },
          { name: 'queryenum', in: 'query', schema: { type: 'string', enum: ['qa', 'qb'], default: 'qa' } },
          { name: 'headername', in: 'header', schema: { type: 'string' } },
          { name: 'cookiename', in: 'cookie', schema: { type: 'string' } },
          { name: 'querypattern', in: 'query', schema: { type: 'string', pattern: 'patternone' } },
          { name: 'queryflag', in: 'query', schema: { type: 'boolean' } },
        ],
        responses: {
          200: {
            description: 'responsetext',
            headers: { replyheader: { description: 'headertext', schema: { type: 'string' } } },
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Box' } } },
          },
          default: {
            description: 'faulttext',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Fault' } } },
          },
        },
      },
      post: {
        tags: ['boxes'],
        operationId: 'postbox',
        parameters: [{ name: 'boxid', in: 'path', required: true, schema: { type: 'string' } }],
        requestBody: {
          description: 'bodytext',
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Box' } } },
        },
        responses: { 204: { description: 'nothingtext' } },
      },
    },
    '/forms': {
      post: {
        tags: ['boxes'],
        operationId: 'postform',
        servers: [{ url: 'https://other.example.test/form', description: 'servertext' }],
        requestBody: {
          content: {
            'multipart/form-data': {
              schema: {
                type: 'object',
                required: ['formname'],
                properties: {
                  formname: { type: 'string', description: 'formtext', default: 'formdefault' },
                  formfile: { type: 'string', format: 'binary' },
                },
              },
            },
          },
        },
        responses: {
          200: { description: 'formed', content: { 'text/plain': { schema: { type: 'string' } } } },
        },
      },
    },
  },
  components: {
    schemas: {
      Box: {
        type: 'object',
        title: 'boxtitle',
        description: 'boxtext',
        required: ['wirename', 'sort'],
        properties: {
          wirename: { type: 'string', description: 'proptext', pattern: 'patterntwo' },
          worded: { type: 'string', default: 'worddefault' },
          sort: { type: 'string', enum: ['red', 'blue'], default: 'red', description: 'sorttext' },
          named: { $ref: '#/components/schemas/Colour' },
          many: { type: 'array', items: { type: 'string' }, default: ['firstone'] },
          pet: { $ref: '#/components/schemas/Animal' },
          either: { $ref: '#/components/schemas/Choice' },
          free: { type: 'object', additionalProperties: { type: 'string' } },
          inline: { type: 'object', title: 'inlinetitle', properties: { inner: { type: 'string' } } },
          count: { type: 'integer', minimum: 1, maximum: 9 },
        },
      },
      Colour: { type: 'string', description: 'colourtext', enum: ['green', 'grey'] },
      Animal: {
        type: 'object',
        required: ['petkind'],
        discriminator: {
          propertyName: 'petkind',
          mapping: { catkey: '#/components/schemas/Cat', dogkey: '#/components/schemas/Dog' },
        },
        properties: { petkind: { type: 'string' } },
      },
      Cat: {
        allOf: [
          { $ref: '#/components/schemas/Animal' },
          { type: 'object', properties: { claws: { type: 'string' } } },
        ],
      },
      Dog: {
        allOf: [
          { $ref: '#/components/schemas/Animal' },
          { type: 'object', properties: { bark: { type: 'string' } } },
        ],
      },
      Choice: {
        oneOf: [{ $ref: '#/components/schemas/Left' }, { $ref: '#/components/schemas/Right' }],
        discriminator: { propertyName: 'side', mapping: { leftkey: '#/components/schemas/Left' } },
      },
      Left: {
        type: 'object',
        required: ['side'],
        properties: { side: { type: 'string' }, l: { type: 'string' } },
      },
      Right: {
        type: 'object',
        required: ['side'],
        properties: { side: { type: 'string' }, r: { type: 'string' } },
      },
      Fault: { type: 'object', properties: { message: { type: 'string' } } },
    },
    securitySchemes: {
      oauth: {
        type: 'oauth2',
        description: 'oauthtext',
        flows: {
          implicit: { authorizationUrl: 'https://auth.example.test/a', scopes: { readscope: 'scopetext' } },
          clientCredentials: { tokenUrl: 'https://auth.example.test/t', scopes: { writescope: 'scopetext' } },
        },
      },
      headerkey: { type: 'apiKey', in: 'header', name: 'keyheader', description: 'keytext' },
      querykey: { type: 'apiKey', in: 'query', name: 'keyquery' },
      basic: { type: 'http', scheme: 'basic' },
    },
  },
} as const;

/** The same as OpenAPI 3.1, with what that version adds. */
export const BASE_3_1 = {
  ...BASE,
  openapi: '3.1.0',
  info: { ...BASE.info, summary: 'apisummary', license: { name: 'licencename', identifier: 'MIT' } },
  webhooks: {
    boxmade: {
      post: {
        operationId: 'boxmade',
        summary: 'hooksummary',
        requestBody: {
          description: 'hookbody',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Hooked' } } },
        },
        responses: { 204: { description: 'hooked' } },
      },
    },
  },
  components: {
    ...BASE.components,
    schemas: {
      ...BASE.components.schemas,
      Hooked: {
        type: ['object', 'null'],
        description: 'hooktext',
        properties: {
          event: { const: 'eventword' },
          maybe: { type: ['string', 'null'], default: 'maybedefault', examples: ['exampleword'] },
          inner: { $ref: '#/components/schemas/Hooked/$defs/Inner' },
        },
        patternProperties: { patternthree: { type: 'string' } },
        $defs: {
          Inner: { type: 'object', description: 'innertext', properties: { deep: { type: 'string' } } },
        },
      },
    },
  },
} as const;

/** Places whose value is sent, and must be in the code of each SDK unchanged, if it cannot be encoded. */
export const SENT = ['wirename', 'worddefault', 'queryname', 'querydefault', 'red', 'blue', 'green'] as const;
