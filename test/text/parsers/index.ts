import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'rolldown/parseAst';
import { z } from 'zod';
import type { FileTree } from '../../../src/git/store/file-tree.ts';
import { childEnvironment } from '../../../src/runtime/environments.ts';
import { testGoSettings } from '../../go.ts';
import { parseData } from './data.ts';
import { type Found, readTokens } from './tokens.ts';

export type { Found } from './tokens.ts';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const Answer = z.record(
  z.string(),
  z.object({ error: z.string().nullable(), hits: z.int(), strings: z.array(z.string()) }),
);

/** A program that reads a request from its input: `{name, files}` as JSON, or as lines. */
interface Reader {
  readonly argv: readonly [string, ...string[]];
  readonly asLines?: true;
  readonly isModule?: true;
}
const RUBY: Reader = { argv: ['ruby', path.join(HERE, 'parse.rb')] };
const DATA: Reader = { argv: ['python3', path.join(HERE, 'data.py')] };
const READERS: Readonly<Record<string, Reader>> = {
  py: { argv: ['python3', path.join(HERE, 'parse.py')] },
  ...{ rb: RUBY, gemspec: RUBY, Gemfile: RUBY, Rakefile: RUBY },
  php: { argv: ['php', path.join(HERE, 'parse.php')] },
  go: { argv: ['go', 'run', path.join(HERE, 'parse.go')] },
  java: { argv: ['java', path.join(HERE, 'Parse.java')], asLines: true },
  tf: { argv: ['go', 'run', '-C', path.join(HERE, 'hcl'), '.'], isModule: true },
  ...{ toml: DATA, xml: DATA, csproj: DATA, dist: DATA },
};
/** Files in which no text of others has a place: wherever the name is, it is a hit. */
const PLAIN =
  /^(mod|sum|sln|gitignore|gitattributes|npmrc|rspec|keep|typed|GNUmakefile|Makefile|CODEOWNERS|openapi-generator-ignore)$/;
/** Text for people. The code blocks of documents are files of their own (`blocks.ts`). */
const PROSE = /^(md|txt|LICENSE|NOTICE)$/;

/**
 * The results of each file's parser: whether it parses, how often `name` is code in it, and its decoded strings. Text
 * for people (documents, licences) is not included; a kind of file that has no reader is an error.
 */
export async function parseTree(files: FileTree, name: string): Promise<Map<string, Found>> {
  const found = new Map<string, Found>();
  const byReader = new Map<Reader, string[]>();
  for (const [file, { content, mode }] of files) {
    const text = content.toString('utf8');
    const extension = path.basename(file).split('.').at(-1) ?? '';
    const reader = READERS[extension];
    if (reader !== undefined) byReader.set(reader, [...(byReader.get(reader) ?? []), file]);
    else if (/^(ts|mts|js|mjs)$/.test(extension)) found.set(file, parseScript(text, name));
    else if (/^kts?$/.test(extension)) found.set(file, readTokens(text, 'kotlin', name));
    else if (extension === 'cs') found.set(file, readTokens(text, 'csharp', name));
    else if (extension === 'json') found.set(file, parseData(text, 'json', file, name));
    else if (/^ya?ml$/.test(extension)) found.set(file, parseData(text, 'yaml', file, name));
    else if (extension === 'bash' || (mode === '100755' && /^#!.*\b(ba)?sh\n/.test(text))) {
      found.set(file, await parseShell(text));
    } else if (PLAIN.test(extension)) {
      found.set(file, { error: null, hits: text.split(name).length - 1, strings: [] });
    } else if (!PROSE.test(extension)) {
      found.set(file, { error: 'no reader for files of this kind', hits: 0, strings: [] });
    }
  }
  if (byReader.size === 0) return found;
  const folder = await mkdtemp(path.join(tmpdir(), 'kiln-parse-'));
  try {
    for (const [reader, names] of byReader) {
      for (const file of names) {
        const whole = path.join(folder, file);
        await mkdir(path.dirname(whole), { recursive: true });
        await writeFile(whole, files.get(file)?.content ?? '');
      }
      const paths = names.map((file) => path.join(folder, file));
      const request =
        reader.asLines === true ? [name, ...paths].join('\n') : JSON.stringify({ name, files: paths });
      const answer = Answer.parse(JSON.parse(await run(reader, request)));
      for (const file of names) {
        found.set(file, answer[path.join(folder, file)] ?? { error: 'not answered', hits: 0, strings: [] });
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return found;
}

function run({ argv: [program, ...args], isModule }: Reader, input: string): Promise<string> {
  const modules = isModule === true ? 'on' : 'off';
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      {
        env: childEnvironment({ ...testGoSettings(), GO111MODULE: modules }),
        maxBuffer: 256 * 1024 * 1024,
      },
      (error, stdout) => (error === null ? resolve(stdout) : reject(error)),
    );
    child.stdin?.end(input);
  });
}

/** Bash with the extended patterns that the script enables. Whether a text is code shows when it runs. */
async function parseShell(text: string): Promise<Found> {
  try {
    await run({ argv: ['bash', '-O', 'extglob', '-n'] }, text);
    return { error: null, hits: 0, strings: [] };
  } catch (error) {
    return { error: String(error), hits: 0, strings: [] };
  }
}

function parseScript(text: string, name: string): Found {
  const strings: string[] = [];
  let hits = 0;
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('type' in node) {
      if (
        (node.type === 'Identifier' || node.type === 'PrivateIdentifier') &&
        'name' in node &&
        node.name === name
      )
        hits += 1;
      if (node.type === 'Literal' && 'value' in node && typeof node.value === 'string')
        strings.push(node.value);
      if (node.type === 'TemplateElement' && 'value' in node) {
        const { value } = node;
        if (typeof value === 'object' && value !== null && 'cooked' in value)
          strings.push(String(value.cooked));
      }
    }
    Object.values(node).forEach(walk);
  };
  try {
    walk(parseAst(text, { lang: 'ts' }));
    return { error: null, hits, strings };
  } catch (error) {
    return { error: String(error).slice(0, 500), hits, strings };
  }
}
