import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/**
 * The folders of `src`, lowest first: a file imports only from its own folder and from those before it. This list is
 * the rule; docs/architecture.md shows it. Biome detects circles between files (`noImportCycles`).
 */
const LAYERS = [
  'contract',
  'runtime',
  'git',
  'records',
  'targets',
  'codegen',
  'sdk',
  'temporal',
  'builds',
  'activities',
  'workflows',
  'api',
  'roles',
  'cli',
] as const;

/** Folders that must not import these lower ones. */
const APART: Readonly<Record<string, readonly string[]>> = {
  workflows: ['runtime', 'git', 'records', 'targets', 'codegen', 'sdk', 'builds'],
  api: ['activities', 'workflows'],
};

const SRC = path.resolve('src');
const layerOf = (file: string) => path.relative(SRC, file).split(path.sep)[0] ?? '';

/** Every import of one source file from another, including those of types, as paths below `src`. */
function importsOf(file: string): string[] {
  const source = readFileSync(file, 'utf8');
  return [...source.matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)].map(([, specifier = '']) =>
    path.resolve(path.dirname(file), specifier),
  );
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('records/prisma/'))
  .map((file) => path.join(SRC, file));

test('every folder of src has its place in the order of layers', () => {
  const folders = readdirSync(SRC, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual([...LAYERS].sort());
});

test('no file imports from a layer above its own', () => {
  const order: readonly string[] = LAYERS;
  const against = files.flatMap((file) =>
    importsOf(file)
      .filter((imported) => {
        const [own, other] = [layerOf(file), layerOf(imported)];
        return order.indexOf(other) > order.indexOf(own) || APART[own]?.includes(other) === true;
      })
      .map((imported) => `${path.relative(SRC, file)} imports ${path.relative(SRC, imported)}`),
  );
  expect(against).toEqual([]);
});

test('the architecture page shows the layers in this order', () => {
  const page = readFileSync(path.resolve('docs/architecture.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `src\/(\w+)`/gm)].map(([, folder]) => folder);
  expect(rows).toEqual([...LAYERS]);
});

test('only src/records calls Prisma', () => {
  const query =
    /\$(?:queryRaw|executeRaw|transaction)|\b(?:db|tx)\.[a-z]\w*\.(?:find|create|update|upsert|delete|count|aggregate|groupBy)/;
  const elsewhere = files.filter(
    (file) => layerOf(file) !== 'records' && query.test(readFileSync(file, 'utf8')),
  );
  expect(elsewhere.map((file) => path.relative(SRC, file))).toEqual([]);
});
