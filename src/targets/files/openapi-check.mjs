// Checks of the target `openapi`, run in its checkout: `node openapi-check.mjs lint|build|test`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { bundle, formatProblems, lint, loadConfig } from '@redocly/openapi-core';
import { load } from 'js-yaml';

const FILE = 'openapi.json';
const say = (line) => process.stdout.write(`${line}\n`);
const config = await loadConfig({ configPath: 'redocly.yaml' });

/** Prints the problems, and returns whether one of them is an error. */
function hasErrors(problems) {
  const totals = { errors: 0, warnings: 0, ignored: 0 };
  for (const { severity } of problems) totals[severity === 'error' ? 'errors' : 'warnings'] += 1;
  formatProblems(problems, { totals, version: 'kiln', color: false });
  say(`${totals.errors} errors, ${totals.warnings} warnings`);
  return totals.errors > 0;
}

const steps = {
  /** Lints by the rules in redocly.yaml; an error fails. */
  async lint() {
    return !hasErrors(await lint({ ref: FILE, config }));
  },
  /** Bundles into a single file without external references. */
  async build() {
    const { bundle: bundled, problems } = await bundle({ ref: FILE, config });
    mkdirSync('dist', { recursive: true });
    writeFileSync(`dist/${FILE}`, JSON.stringify(bundled.parsed));
    say(`dist/${FILE} written`);
    return !hasErrors(problems);
  },
  /** Checks that JSON and YAML are equal. */
  async test() {
    const same = isDeepStrictEqual(
      JSON.parse(readFileSync(FILE, 'utf8')),
      load(readFileSync('openapi.yml', 'utf8'), { maxDepth: 1000 }),
    );
    say(same ? `${FILE} and openapi.yml say the same` : `${FILE} and openapi.yml differ`);
    return same;
  },
};

const step = steps[process.argv[2]];
if (step === undefined) throw new Error(`There is no check ${process.argv[2]}.`);
process.exitCode = (await step()) ? 0 : 1;
