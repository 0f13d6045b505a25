import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Generator } from '../../src/codegen/generator.ts';
import { createGeneratorService } from '../../src/codegen/openapi-generator/client.ts';
import { createOpenApiGenerator } from '../../src/codegen/openapi-generator/index.ts';
import type { SdkTarget } from '../../src/contract/targets.ts';
import type { FileTree } from '../../src/git/store/file-tree.ts';
import { readConfig } from '../../src/runtime/config.ts';
import { childEnvironment } from '../../src/runtime/environments.ts';
import { ensureGenerator } from '../../src/runtime/toolchains/install.ts';
import { openApiGeneratorTargets } from '../../src/targets/openapi-generator/index.ts';
import { testGoEnvironment } from '../go.ts';
import { type Need, needs } from '../needs.ts';
import { attack, attackConfig } from '../text/attack.ts';
import { BASE, BASE_3_1 } from '../text/base.ts';
import { askCommandLine } from '../text/command-line.ts';
import { generated, ownSubjects } from '../text/generate.ts';
import { CANARY, infect, PAYLOADS, stringPlaces } from '../text/infect.ts';
import { blocksOf } from '../text/parsers/blocks.ts';
import { parseTree } from '../text/parsers/index.ts';
import { readTokens } from '../text/parsers/tokens.ts';

/** `npm run text`: every payload, and also at the places that say what is what. */
const IS_FULL = process.env.KILN_TEST_TEXT === 'full';
const QUICK = ['all at once', 'all on one line', 'single quote, call', 'shell substitution'];
const payloads = IS_FULL ? Object.keys(PAYLOADS) : QUICK;
const configPayloads = IS_FULL ? payloads : ['all at once', 'all on one line'];

let folder: string;
let generator: Generator;
let templates: Generator;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kiln-text-'));
  const config = readConfig();
  const options = {
    jar: await ensureGenerator(config, () => {}),
    classesDir: path.join(config.cacheDir, 'generator-classes'),
    workDir: path.join(folder, 'work'),
    memoryMb: 700,
  };
  generator = createOpenApiGenerator(options, folder);
  templates = createGeneratorService(options);
});
afterAll(async () => {
  await generator.close();
  await templates.close();
  rmSync(folder, { recursive: true, force: true });
});

test('puts a payload into every string of OpenAPI', () => {
  const missedOf = (base: object) => {
    const { places } = infect(base, 'TEXT', 'x', ['x-anything']);
    return [...stringPlaces(base)].filter((place) => !places.has(place)).sort();
  };
  // References, and words of OpenAPI itself: infected by `everything`. The first two stand for something beside them.
  const words = [
    ...['Example.externalValue', 'Link.operationRef'],
    ...['PathItem.$ref', 'Schema.format', 'SecurityScheme.scheme'],
  ];
  expect(missedOf(BASE)).toEqual(words);
  expect(missedOf(BASE_3_1)).toEqual(expect.arrayContaining(words));
  // Of schemas, only what says what references lead to; groups of tags are an extension of others.
  expect(missedOf(BASE_3_1).filter((place) => !words.includes(place))).toEqual([
    'Schema.$anchor',
    'Schema.$dynamicAnchor',
    'Schema.$dynamicRef',
    'Schema.$id',
    'Schema.$schema',
    'Schema.$vocabulary',
    'Schema.id',
    'TagGroup.name',
  ]);
});

const everyReader = await needs('python', 'ruby', 'php', 'go');
const commandLine = await needs('go', 'bash');

everyReader.test('readers see a text that left its place, in every kind of file', async () => {
  const BROKEN = {
    'a.toml': 'a = "x"\nkilnran = 1\n',
    'scripts/pyproject.toml': '[project.scripts]\nx = "a:kilnran"\n',
    'pom.xml': `<a><b>x \${env.kilnran}</b></a>`,
    'a.csproj': '<a><b>x $([kilnran]::kilnran())</b></a>',
    'b.xml': '<a><!-- x --><kilnran/></a>',
    'a.tf': `a = "x \${kilnran}"\n`,
    '.github/workflows/ci.yml': 'jobs: {a: {steps: [{run: "echo $(kilnran)"}]}}\n',
    'a.yaml': 'a: |\n  x\nkilnran: 1\n',
    'package.json': '{"scripts": {"a": "x; kilnran"}}',
    'b.json': '{"kilnran": 1}',
    'build.gradle.kts': `val a = "x \${kilnran}"\n`,
    'go.mod': 'module x\nkilnran\n',
    'a.unknown': 'x',
  };
  const whole = (content: string) => ({ content: Buffer.from(content), mode: '100644' as const });
  const broken = new Map(Object.entries(BROKEN).map(([name, content]) => [name, whole(content)]));
  const missed = [...(await parseTree(broken, CANARY))].filter(([, each]) => each.hits === 0 && !each.error);
  expect(missed).toEqual([]);

  const SOUND = {
    'a.toml': 'a = "x kilnran" # kilnran\n',
    'pom.xml': '<a><!-- kilnran --><b>x ＄{kilnran} $(kilnran)</b></a>',
    'a.csproj': '<a><b>x %24(kilnran)</b></a>',
    'a.tf': 'a = "x $$' + '{kilnran}" # kilnran\n',
    'a.yaml': 'a: x kilnran # kilnran\n',
    'a.json': '{"x kilnran": "x $(kilnran)"}',
    'a.kts': `val a = "x \\\${kilnran}" // kilnran\n`,
  };
  const sound = new Map(Object.entries(SOUND).map(([name, content]) => [name, whole(content)]));
  const seen = [...(await parseTree(sound, CANARY))].filter(
    ([, { hits, error }]) => hits > 0 || error !== null,
  );
  expect(seen).toEqual([]);

  const markdown = 'a\n```sh\none\n```\n- b\n  ~~~~py\n  two\n  ~~~\n  ~~~~\n> ```\n> three\n';
  expect(blocksOf(markdown)).toEqual([
    { language: 'sh', text: 'one\n' },
    { language: 'py', text: '  two\n  ~~~\n' },
    { language: '', text: '> three\n\n' },
  ]);
});

/** What the readers of a target's files need beside Node.js and Java. */
const READERS: Readonly<Partial<Record<SdkTarget, readonly Need[]>>> = {
  python: ['python'],
  go: ['go'],
  java: ['python'],
  kotlin: ['python'],
  ruby: ['ruby'],
  terraform: ['go'],
  cli: ['go', 'bash'],
  php: ['php', 'python'],
  csharp: ['python'],
};

const subjects = [
  ...Object.values(openApiGeneratorTargets).map((definition) =>
    generated(
      () => generator,
      () => folder,
      definition,
    ),
  ),
  ...ownSubjects(),
];

for (const subject of subjects) {
  const read = await needs(...(READERS[subject.target] ?? []));
  read.describe(subject.title, () => {
    // Other generators get what is left of it after the conversion to 3.0.
    const newer = subject.isOwn
      ? ([['3.1', BASE_3_1, IS_FULL ? payloads : payloads.slice(0, 1)]] as const)
      : [];
    test.each([['3.0', BASE, payloads] as const, ...newer])(
      'text of a description (%s) never becomes code, is never run by a shell, and values are preserved',
      async (_version, base, payloads) => {
        const attacked = await attack(subject, payloads, { base });
        for (const [payload, { broken, executed, lost: all, notMade, files }] of attacked) {
          const lost = subject.isOwn && /\p{Cc}|\u2028/u.test(PAYLOADS[payload] ?? '') ? [] : all;
          expect({ payload, broken, executed, lost, notMade }).toEqual({
            payload,
            broken: [],
            executed: [],
            lost: [],
            notMade: [],
          });
          expect(files, payload).toBeGreaterThan(5);
        }
      },
      900_000,
    );

    test('text of a config file is rejected with its position, or never becomes code', async () => {
      const { broken, executed, unnamed } = await attackConfig(subject, configPayloads);
      expect({ broken, executed, unnamed }).toEqual({ broken: [], executed: [], unnamed: [] });
    }, 900_000);

    test.runIf(IS_FULL)(
      'text in place of OpenAPI keywords never becomes code',
      async () => {
        const attacked = await attack(subject, payloads, { reach: 'everything' });
        for (const [payload, { broken, executed }] of attacked) {
          expect({ payload, broken, executed }).toEqual({ payload, broken: [], executed: [] });
        }
      },
      900_000,
    );
  });
}

commandLine.describe('the command line', () => {
  test.each(
    IS_FULL
      ? payloads.filter((payload) => !/[\n\r\u2028]/.test(PAYLOADS[payload] ?? ''))
      : ['all on one line'],
  )(
    'shows %s at every place of its help, completions and manual, and runs none of it',
    async (payload) => {
      const subject = subjects.find(({ target }) => target === 'cli');
      const { description } = infect(BASE, PAYLOADS[payload] ?? '', CANARY, []);
      const made = await subject?.make(description);
      if (made?.ok !== true) throw new Error(made?.messages.join('\n') ?? 'The command line is not made.');
      const { executed, unclean, commands, flags, text } = await askCommandLine(made.files);
      expect({ executed, unclean }).toEqual({ executed: [], unclean: [] });
      expect(commands).toBeGreaterThanOrEqual(2);
      expect(flags).toBeGreaterThan(20);
      // Descriptions, defaults and enumerated values are there.
      const words = ['apitext', 'opsummary', 'optext', 'querytext', 'querydefault', 'proptext'];
      expect(words.filter((word) => !text.includes(word))).toEqual([]);
    },
    600_000,
  );
});

// Without the defence the same test fails: it is the defence that it tests.
const UNDEFENDED = [
  ['typescript', 'end of a comment'],
  ['python', 'single quote, call'],
  ['php', 'single quote, call'],
  ['node', 'template literal'],
  ['ruby', 'single quote, call'],
  ['go', 'end of a comment'],
  ['java', 'end of a comment'],
  ['csharp', 'end of a comment'],
] as const;
for (const [target, payload] of IS_FULL ? UNDEFENDED : UNDEFENDED.slice(0, 4)) {
  const read = await needs(...(READERS[target] ?? []));
  read.test(
    `the templates of ${target} by themselves let text be code: ${payload}`,
    async () => {
      const subject = generated(
        () => templates,
        () => folder,
        openApiGeneratorTargets[target],
      );
      const found = (await attack(subject, [payload])).get(payload);
      expect([...(found?.broken ?? []), ...(found?.executed ?? [])]).not.toEqual([]);
    },
    300_000,
  );
}

const withPhp = await needs('php');
const withRuby = await needs('ruby');
describe('defaults and enumerated values that look like code', () => {
  const DEFAULTS = {
    kotlin: `\${java.io.File.separator}`,
    price: '$5 and $HOME',
    word: "' . PHP_VERSION . '",
    ruby: '#{1 + 1}',
    all: `$(x) \${y} '`,
  };
  const PICKS = ['$5', `\${1 + 1}`, '"quoted"', 'back\\slash'];
  const parameter = (name: string, value: string) => ({
    name,
    in: 'query',
    schema: { type: 'string', default: value },
  });
  const description = {
    openapi: '3.0.3',
    info: { title: 'Text that runs', version: '1.0.0' },
    servers: [{ url: 'https://api.example.test' }],
    paths: {
      '/quotes': {
        get: {
          tags: ['quotes'],
          operationId: 'listQuotes',
          parameters: [
            parameter('shell', 'a $(kilnran) b'),
            parameter('home', `\${HOME}`),
            parameter('apostrophe', "it's"),
            parameter('slash', 'a\\nb'),
          ],
          responses: {
            200: {
              description: 'ok',
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Quote' } } },
            },
          },
        },
      },
    },
    components: {
      schemas: {
        Quote: {
          type: 'object',
          properties: {
            ...Object.fromEntries(
              Object.entries(DEFAULTS).map(([name, value]) => [name, { type: 'string', default: value }]),
            ),
            pick: { type: 'string', enum: PICKS },
          },
        },
      },
    },
  };

  const files = async (target: SdkTarget): Promise<FileTree> => {
    const subject = subjects.find((each) => each.target === target);
    const made = await subject?.make(description);
    if (made === undefined) throw new Error(`${target} is not made.`);
    if (!made.ok) throw new Error(made.messages.join('\n'));
    return made.files;
  };
  const checkout = async (target: SdkTarget): Promise<string> => {
    const to = path.join(folder, `checkout-${target}`);
    for (const [name, { content }] of await files(target)) {
      const whole = path.join(to, name);
      await mkdir(path.dirname(whole), { recursive: true });
      await writeFile(whole, content);
    }
    return to;
  };
  const run = async (cwd: string, program: string, ...args: string[]): Promise<unknown> => {
    const { stdout } = await promisify(execFile)(program, args, { cwd, env: childEnvironment() });
    return JSON.parse(stdout);
  };

  withPhp.test('php: a model keeps the values', async () => {
    const cwd = await checkout('php');
    const script = `foreach (['ModelInterface', 'Quote'] as $name) require "lib/Model/$name.php";
      $quote = new Org\\Project\\Model\\Quote();
      $of = array_combine($names = explode(' ', '${Object.keys(DEFAULTS).join(' ')}'), array_map(fn ($n) => $quote->{"get$n"}(), $names));
      echo json_encode([$of, $quote->getPickAllowableValues()]);`;
    expect(await run(cwd, 'php', '-r', script)).toEqual([DEFAULTS, PICKS]);
  });

  withRuby.test('ruby: a model keeps the values', async () => {
    const cwd = await checkout('ruby');
    const script = `require 'json'; require 'date'; require 'time'
      load 'lib/project/api_model_base.rb' if File.exist?('lib/project/api_model_base.rb')
      load 'lib/project/models/quote.rb'
      quote = Project::Quote.new
      names = %w[${Object.keys(DEFAULTS).join(' ')}]
      picks = ${JSON.stringify(PICKS)}.select { |pick| begin; quote.pick = pick; rescue ArgumentError; false; end }
      puts JSON.generate([names.to_h { |name| [name, quote.public_send(name)] }, picks])`.replaceAll(
      '#{',
      '\\#{',
    );
    expect(await run(cwd, 'ruby', '-e', script)).toEqual([DEFAULTS, PICKS]);
  });

  test('kotlin: a model has exactly these strings', async () => {
    const tree = await files('kotlin');
    const model =
      [...tree].find(([name]) => name.endsWith('/models/Quote.kt'))?.[1].content.toString('utf8') ?? '';
    const { error, strings } = readTokens(model, 'kotlin', 'kilnran');
    expect(error).toBeNull();
    expect(strings).toEqual(expect.arrayContaining([...Object.values(DEFAULTS), ...PICKS]));
  });

  commandLine.test(
    'cli: help prints them literally, and runs nothing',
    async () => {
      const cwd = await checkout('cli');
      const env = testGoEnvironment(folder);
      const { stdout } = await promisify(execFile)(
        'go',
        ['run', './cmd/project', 'quotes', 'retrieve', '--help'],
        {
          cwd,
          env,
        },
      );
      const help = stdout.replace(/\s+/g, ' ');
      expect(help).toContain('Default: a $(kilnran) b.');
      expect(help).toContain(`Default: \${HOME}.`);
      expect(help).toContain("Default: it's.");
      expect(help).toContain('Default: a\\nb.');
    },
    600_000,
  );
});
