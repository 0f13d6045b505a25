import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { cli } from '../../../src/sdk/languages/cli/index.ts';
import { go } from '../../../src/sdk/languages/go/index.ts';
import { python } from '../../../src/sdk/languages/python/index.ts';
import { typescript } from '../../../src/sdk/languages/typescript/index.ts';
import { needs } from '../../needs.ts';
import { removeSdks, type Sent, sdkOf, sentByGo, sentByTypeScript, textOf, typeErrors } from './sent.ts';

const withGo = await needs('go');

afterAll(removeSdks);

const text = { type: 'string' };
const list = { type: 'array', items: text };
const none = { responses: { 204: { description: 'none' } } };
const filter = { type: 'object', properties: { bornOn: { type: 'string', format: 'date' }, tags: list } };
const form = (type: string, schema: object, encoding: object = {}) => ({
  requestBody: { required: true, content: { [type]: { schema, encoding } } },
  ...none,
});
const listed = (name: string, more: object) => ({ name, in: 'query', schema: list, ...more });

const DESCRIPTION = {
  openapi: '3.1.0',
  info: { title: 'Acme', version: '1' },
  servers: [{ url: 'https://acme.test' }],
  paths: {
    '/pets': {
      get: {
        tags: ['pets'],
        operationId: 'getPets',
        parameters: [
          listed('ids', { style: 'pipeDelimited', explode: false }),
          listed('words', { style: 'spaceDelimited', explode: false }),
          listed('joined', { explode: false }),
          listed('plain', {}),
          { name: 'filter', in: 'query', content: { 'application/json': { schema: filter } } },
        ],
        ...none,
      },
      post: {
        tags: ['pets'],
        operationId: 'addPets',
        ...form(
          'application/x-www-form-urlencoded',
          {
            type: 'object',
            properties: { names: list, codes: list, ids: list, filter },
            additionalProperties: text,
          },
          {
            codes: { explode: false },
            ids: { style: 'pipeDelimited', explode: false },
            filter: { contentType: 'application/json' },
          },
        ),
      },
      put: {
        tags: ['pets'],
        operationId: 'putPets',
        ...form('multipart/form-data', { type: 'object', additionalProperties: text }),
      },
    },
    '/photos': {
      post: {
        tags: ['photos'],
        operationId: 'addPhoto',
        ...form(
          'multipart/form-data',
          {
            type: 'object',
            required: ['photo'],
            properties: { photo: { type: 'string', format: 'binary' }, about: filter, note: text },
            additionalProperties: text,
          },
          {
            about: { contentType: 'application/json' },
            note: { contentType: 'text/csv' },
            photo: { contentType: 'image/png, image/jpeg' },
          },
        ),
      },
    },
  },
};
const CONFIG = `query_settings: { array_format: brackets }
resources:
  pets: { methods: { retrieve: get /pets, create: post /pets } }
`;

const GO_V2 = 'targets: { go: { options: { enable_v2: true } } }\n';
const GO_V1 = 'targets: { go: { options: { enable_v2: false } } }\n';

const QUERY = '/pets?ids=a%7Cb&words=c%20d%20e&joined=f%2Cg&plain=h&plain=i&filter=';
const FILTER = { bornOn: '2026-01-15', tags: ['x', 'y'] };

/** The fields of a URL-encoded form, in the order of their names. */
const fieldsOf = ({ body }: Sent) => [...new URLSearchParams(body)].toSorted(([a], [b]) => (a < b ? -1 : 1));
/** The content type and the text of a part of a multipart form. */
function partOf({ body }: Sent, name: string) {
  const part = body.split(/\r\n--/).find((one) => one.includes(` name="${name}"`)) ?? '';
  const [head = '', content = ''] = part.split('\r\n\r\n');
  return [/content-type: *(.*)/i.exec(head)?.[1]?.trim() ?? '', content];
}

const FIELDS = [
  ['codes', 'a,b'],
  ['extra', 'z'],
  ['filter', JSON.stringify(FILTER)],
  ['ids', 'c|d'],
  ['names', 'e'],
  ['names', 'f'],
];

describe('an SDK in TypeScript', () => {
  let sent: readonly Sent[];
  beforeAll(async () => {
    sent = await sentByTypeScript(sdkOf(typescript, 'typescript', DESCRIPTION), async ({ pets, photos }) => {
      await pets.retrieve({
        ids: ['a', 'b'],
        words: ['c d', 'e'],
        joined: ['f', 'g'],
        plain: ['h', 'i'],
        filter: FILTER,
      });
      await pets.create({
        names: ['e', 'f'],
        codes: ['a', 'b'],
        ids: ['c', 'd'],
        filter: FILTER,
        extra: 'z',
      });
      await pets.update({ body: { one: '1' } });
      await photos.create({
        photo: new File(['png'], 'a.png', { type: 'image/png' }),
        about: FILTER,
        note: 'a;b',
      });
    });
  });

  it('writes lists with pipes, spaces and commas, and JSON, as their parameters say', () => {
    expect(sent[0]?.url).toBe(QUERY + encodeURIComponent(JSON.stringify(FILTER)));
  });

  it('writes each field of a URL-encoded form as the description says', () => {
    expect(sent.slice(1, 2).map(fieldsOf)).toEqual([FIELDS]);
  });

  it('writes parts of a multipart form with their content types', () => {
    const [, , map, photo] = sent;
    expect(map && partOf(map, 'one')).toEqual(['', '1']);
    expect(photo && partOf(photo, 'about')).toEqual(['application/json', JSON.stringify(FILTER)]);
    expect(photo && partOf(photo, 'note')).toEqual(['text/csv', 'a;b']);
    expect(photo && partOf(photo, 'photo')).toEqual(['image/png', 'png']);
  });

  it('compiles, and takes the fields of a form that the description does not name', () => {
    const use = `
      import { Acme } from './src/index.ts';
      const client = new Acme();
      await client.pets.create({ names: ['a'], extra: 'b' });
      await client.photos.create({ photo: new File([], 'a.png'), extra: 'b' });
    `;
    expect(typeErrors(sdkOf(typescript, 'typescript', DESCRIPTION), use)).toBe('');
  });
});

withGo.describe('an SDK in Go', () => {
  let sent: readonly Sent[];
  beforeAll(() => {
    sent = sentByGo(
      sdkOf(go, 'go', DESCRIPTION, GO_V2),
      `
      born := acme.Time(time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC))
      check(client.Pets.Get(ctx, acme.PetGetParams{
        IDs: []string{"a", "b"}, Words: []string{"c d", "e"}, Joined: []string{"f", "g"}, Plain: []string{"h", "i"},
        Filter: acme.PetGetParamsFilter{BornOn: born, Tags: []string{"x", "y"}},
      }))
      pets := acme.PetNewParams{
        Names: []string{"e", "f"}, Codes: []string{"a", "b"}, IDs: []string{"c", "d"},
        Filter: acme.PetNewParamsFilter{BornOn: born, Tags: []string{"x", "y"}},
      }
      pets.SetExtraFields(map[string]any{"extra": "z"})
      check(client.Pets.New(ctx, pets))
      check(client.Pets.Update(ctx, acme.PetUpdateParams{Body: map[string]string{"one": "1"}}))
      check(client.Photos.New(ctx, acme.PhotoNewParams{
        Photo: acme.File(strings.NewReader("png"), "a.png", "image/png"), Note: acme.String("a;b"),
        About: acme.PhotoNewParamsAbout{BornOn: born, Tags: []string{"x", "y"}},
      }))
      `,
    );
  });

  it('writes lists with pipes, spaces and commas, and JSON, as their parameters say', () => {
    const [path, query = ''] = sent[0]?.url.split('?') ?? [];
    const wanted = `${QUERY}${encodeURIComponent(JSON.stringify(FILTER))}`.split('?')[1] ?? '';
    expect(path).toBe('/pets');
    expect(query.split('&').toSorted()).toEqual(wanted.split('&').toSorted());
  });

  it('writes each field of a URL-encoded form as the description says', () => {
    expect(sent.slice(1, 2).map(fieldsOf)).toEqual([FIELDS]);
  });

  it('writes parts of a multipart form with their content types', () => {
    const [, , map, photo] = sent;
    expect(map && partOf(map, 'one')).toEqual(['', '1']);
    expect(photo && partOf(photo, 'about')).toEqual(['application/json', JSON.stringify(FILTER)]);
    expect(photo && partOf(photo, 'note')).toEqual(['text/csv', 'a;b']);
    expect(photo && partOf(photo, 'photo')).toEqual(['image/png', 'png']);
  });
});

withGo.test('an SDK in Go with fields of `param.Field` writes the same', () => {
  const sent = sentByGo(
    sdkOf(go, 'go', DESCRIPTION, GO_V1),
    `
    born := acme.F(time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC))
    tags := acme.F([]string{"x", "y"})
    check(client.Pets.Get(ctx, acme.PetGetParams{
      IDs: acme.F([]string{"a", "b"}), Filter: acme.F(acme.PetGetParamsFilter{BornOn: born, Tags: tags}),
    }))
    check(client.Pets.New(ctx, acme.PetNewParams{
      Names: acme.F([]string{"e", "f"}), Codes: acme.F([]string{"a", "b"}),
      Filter: acme.F(acme.PetNewParamsFilter{BornOn: born, Tags: tags}),
    }))
    check(client.Photos.New(ctx, acme.PhotoNewParams{
      Photo: acme.F[io.Reader](strings.NewReader("png")),
      About: acme.F(acme.PhotoNewParamsAbout{BornOn: born, Tags: tags}),
    }))
    `,
  );
  const json = JSON.stringify(FILTER);
  expect(sent[0]?.url).toBe(`/pets?filter=${encodeURIComponent(json)}&ids=a%7Cb`);
  expect(sent.slice(1, 2).map(fieldsOf)).toEqual([
    [
      ['codes', 'a,b'],
      ['filter', json],
      ['names', 'e'],
      ['names', 'f'],
    ],
  ]);
  expect(sent.slice(2).map((one) => partOf(one, 'about'))).toEqual([['application/json', json]]);
});

test('an SDK in Python passes the formats to its runtime, in whose tests they are written', () => {
  const files = sdkOf(python, 'python', DESCRIPTION);
  const pets = textOf(files, 'src/acme/resources/pets.py');
  const flat = (code: string) => code.replaceAll(/\s+/g, ' ');
  expect(flat(pets)).toContain(
    'PetRetrieveParams), {"ids": "|", "words": " ", "joined": ",", "filter": "application/json"})',
  );
  expect(flat(pets)).toContain('PetCreateParams), {"codes": ",", "ids": "|", "filter": "application/json"})');
  expect(flat(textOf(files, 'src/acme/resources/photos.py'))).toContain(
    'body=with_parts(maybe_transform(body, PhotoCreateParams), {"about": "application/json", "note": "text/csv"}),',
  );
  expect(textOf(files, 'src/acme/_settings.py')).toContain('FORM_ARRAYS: ArrayFormat = "repeat"');
});

test('a command line passes the formats to its runtime, in whose tests they are written', () => {
  const files = sdkOf(cli, 'cli', DESCRIPTION);
  const pets = textOf(files, 'pkg/cmd/pets_commands.go');
  expect(pets).toContain('Wire: "ids", In: "query", Type: cmdline.Text, List: true, Format: "|"}');
  expect(pets).toContain(
    'Formats: map[string]string{"codes": ",", "ids": "|", "filter": "application/json"}}',
  );
});

test('the config file takes precedence over the description for lists, but not for JSON', async () => {
  const sdk = sdkOf(typescript, 'typescript', DESCRIPTION, CONFIG);
  const sent = await sentByTypeScript(sdk, async ({ pets }) => {
    await pets.retrieve({ ids: ['a', 'b'], filter: FILTER });
    await pets.create({ codes: ['a', 'b'] });
  });
  expect(sent.map(({ url }) => url)).toEqual([
    `/pets?ids%5B%5D=a&ids%5B%5D=b&filter=${encodeURIComponent(JSON.stringify(FILTER))}`,
    '/pets',
  ]);
  expect(sent[1]?.body).toBe('codes%5B%5D=a&codes%5B%5D=b');
});
