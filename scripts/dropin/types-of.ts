import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { LanguageName } from './published.ts';

/**
 * Types of an API that programs may import from an SDK, as they are written there: with the module in Python, with
 * the namespace in TypeScript, in Go by name.
 */
export function typesOf(language: LanguageName, folder: string): Set<string> {
  switch (language) {
    case 'python':
      return inPython(path.join(folder, 'src'));
    case 'typescript':
      return inTypescript(path.join(folder, 'src', 'resources'));
    case 'go':
      return inGo(folder);
  }
}

function inPython(folder: string): Set<string> {
  const found = new Set<string>();
  for (const file of filesOf(folder, '.py')) {
    if (!file.includes(`${path.sep}types${path.sep}`) || path.basename(file) === '__init__.py') continue;
    const module = file.slice(file.indexOf(`${path.sep}types${path.sep}`) + 1, -3).replaceAll(path.sep, '.');
    for (const [, byClass, byAlias] of read(folder, file).matchAll(
      /^(?:class (\w+)|([A-Z]\w*)(?:: TypeAlias)? = )/gm,
    ))
      found.add(`${module}.${byClass ?? byAlias}`);
  }
  return found;
}

function inTypescript(folder: string): Set<string> {
  const found = new Set<string>();
  for (const file of filesOf(folder, '.ts')) {
    const around: { readonly indent: number; readonly name: string }[] = [];
    for (const [, indent = '', kind, name = ''] of read(folder, file).matchAll(
      /^( *)export (?:declare )?(?:abstract )?(interface|type|class|namespace) (\w+)/gm,
    )) {
      while ((around.at(-1)?.indent ?? -1) >= indent.length) around.pop();
      if (kind === 'namespace') around.push({ indent: indent.length, name });
      else found.add([...around.map((one) => one.name), name].join('.'));
    }
  }
  return found;
}

function inGo(folder: string): Set<string> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.go') && !name.endsWith('_test.go'));
  return new Set(
    files.flatMap((file) =>
      [...read(folder, file).matchAll(/^type ([A-Z]\w*)/gm)].map(([, name = '']) => name),
    ),
  );
}

function filesOf(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(ending));
}

function read(folder: string, file: string): string {
  return readFileSync(path.join(folder, file), 'utf8');
}
