import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Outcomes } from '../outcomes.ts';
import type { LanguageName } from '../published.ts';

/** How to install a language's published suite beside an SDK and run it. */
export interface Suite {
  readonly language: LanguageName;
  /** Prepares, once, the environment of a published SDK's suites; returns an argument for `run`. */
  prepare(published: string, work: string): Promise<string>;
  /** Copies the published suite, and its owner's files, into an SDK made by Kiln. */
  replaceTests(own: string, published: string): void;
  /** Runs the suite in a folder against a mock server. */
  run(folder: string, prepared: string, mockUrl: string): Promise<Outcomes>;
  /** Whether a test calls a method of the API; others test the runtime. */
  isApiTest(name: string): boolean;
}

/** Copies a file or folder if the published SDK has it. */
export function carry(from: string, to: string, name: string): void {
  if (existsSync(path.join(from, name)))
    cpSync(path.join(from, name), path.join(to, name), { recursive: true });
}

/** Files below a folder by relative path, except those of installed packages. */
export function filesBelow(folder: string, isWanted: (name: string) => boolean): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => !file.includes('node_modules') && isWanted(file),
  );
}

/** Rewrites a file if `change` returns a different text. */
export function rewrite(file: string, change: (text: string) => string): void {
  const text = readFileSync(file, 'utf8');
  const changed = change(text);
  if (changed !== text) writeFileSync(file, changed);
}
