import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'rolldown/parseAst';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import type { FileTree } from '../../../src/git/store/file-tree.ts';
import { childEnvironment } from '../../../src/runtime/environments.ts';
import { testGoSettings } from '../../go.ts';
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
}
const READERS: Readonly<Record<string, Reader>> = {
  py: { argv: ['python3', path.join(HERE, 'parse.py')] },
  rb: { argv: ['ruby', path.join(HERE, 'parse.rb')] },
  gemspec: { argv: ['ruby', path.join(HERE, 'parse.rb')] },
  php: { argv: ['php', path.join(HERE, 'parse.php')] },
  go: { argv: ['go', 'run', path.join(HERE, 'parse.go')] },
  java: { argv: ['java', path.join(HERE, 'Parse.java')], asLines: true },
};

/**
 * The results of each file's parser: whether it parses, how often `name` is code in it, and its decoded strings.
 * Other files (documents, licences) are not included.
 */
export async function parseTree(files: FileTree, name: string): Promise<Map<string, Found>> {
  const found = new Map<string, Found>();
  const byReader = new Map<Reader, string[]>();
  for (const [file, { content, mode }] of files) {
    const text = content.toString('utf8');
    const extension = /\.(\w+)$/.exec(file)?.[1] ?? '';
    const reader = READERS[extension];
    if (reader !== undefined) byReader.set(reader, [...(byReader.get(reader) ?? []), file]);
    else if (/^(ts|mts|js|mjs)$/.test(extension)) found.set(file, parseScript(text, name));
    else if (extension === 'kt') found.set(file, readTokens(text, 'kotlin', name));
    else if (extension === 'cs') found.set(file, readTokens(text, 'csharp', name));
    else if (extension === 'json') found.set(file, parseData(text, JSON.parse));
    else if (/^ya?ml$/.test(extension)) found.set(file, parseData(text, parseYaml));
    else if (extension === 'bash' || (mode === '100755' && text.startsWith('#!'))) {
      found.set(file, await parseShell(text));
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
      const answer = Answer.parse(JSON.parse(await run(reader.argv, request)));
      for (const file of names) {
        found.set(file, answer[path.join(folder, file)] ?? { error: 'not answered', hits: 0, strings: [] });
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return found;
}

function run([program, ...args]: readonly [string, ...string[]], input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      {
        env: childEnvironment({ ...testGoSettings(), GO111MODULE: 'off' }),
        maxBuffer: 256 * 1024 * 1024,
      },
      (error, stdout) => (error === null ? resolve(stdout) : reject(error)),
    );
    child.stdin?.end(input);
  });
}

function parseData(text: string, parse: (text: string) => unknown): Found {
  try {
    parse(text);
    return { error: null, hits: 0, strings: [] };
  } catch (error) {
    return { error: String(error), hits: 0, strings: [] };
  }
}

/** Bash with the extended patterns that the script enables. Whether a text is code shows when it runs. */
async function parseShell(text: string): Promise<Found> {
  try {
    await run(['bash', '-O', 'extglob', '-n'], text);
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
