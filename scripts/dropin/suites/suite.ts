import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Outcomes } from '../outcomes.ts';
import type { LanguageName } from '../published.ts';

/** How a language's published suite is put beside an SDK and run. */
export interface Suite {
  readonly language: LanguageName;
  /** Makes, once, what the suites of a published SDK are run with; gives what `run` is to be given. */
  prepare(published: string, work: string): Promise<string>;
  /** Puts the published suite, and what belongs to its owner, into an SDK that Kiln made. */
  replaceTests(own: string, published: string): void;
  /** Runs the suite of a folder against a mock server. */
  run(folder: string, prepared: string, mockUrl: string): Promise<Outcomes>;
  /** Whether a test calls a method of the API; others are about the runtime. */
  isApiTest(name: string): boolean;
}

/** Copies a file or folder where the published SDK has it. */
export function carry(from: string, to: string, name: string): void {
  if (existsSync(path.join(from, name)))
    cpSync(path.join(from, name), path.join(to, name), { recursive: true });
}

/** Files below a folder, as paths from it, but for those of installed packages. */
export function filesBelow(folder: string, isWanted: (name: string) => boolean): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => !file.includes('node_modules') && isWanted(file),
  );
}

/** Rewrites a file where `change` gives another text. */
export function rewrite(file: string, change: (text: string) => string): void {
  const text = readFileSync(file, 'utf8');
  const changed = change(text);
  if (changed !== text) writeFileSync(file, changed);
}
