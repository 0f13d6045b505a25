import { cpSync, existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { firstLine, type Outcomes } from '../outcomes.ts';
import { run } from '../run.ts';
import { carry, filesBelow, rewrite, type Suite } from './suite.ts';

const Event = z.object({
  Action: z.string(),
  Package: z.string().default(''),
  Test: z.string().optional(),
  Output: z.string().default(''),
});
type Event = z.infer<typeof Event>;

export const go: Suite = {
  language: 'go',
  // Go fetches modules into its cache by itself.
  prepare: (published) => Promise.resolve(published),
  replaceTests(own, published) {
    const isTest = (file: string) => file.endsWith('_test.go');
    for (const file of filesBelow(own, isTest)) rmSync(path.join(own, file));
    for (const file of filesBelow(published, isTest))
      cpSync(path.join(published, file), path.join(own, file));
    for (const name of ['go.mod', 'go.sum', 'lib', 'examples']) carry(published, own, name);
  },
  async run(folder, _prepared, mockUrl) {
    const skip = /^[ \t]*t\.Skip\("(?:Mock server|Prism) tests are disabled"\)\n/gm;
    for (const name of filesBelow(folder, (file) => file.endsWith('_test.go')))
      rewrite(path.join(folder, name), (text) => text.replace(skip, ''));
    if (!existsSync(path.join(folder, 'go.mod'))) throw new Error(`${folder} is no Go module.`);
    const { stdout } = await run('go', ['test', '-json', '-vet=off', './...'], {
      cwd: folder,
      env: { TEST_API_BASE_URL: mockUrl, GOFLAGS: '-mod=mod' },
    });
    return outcomesOf(stdout);
  },
  // Tests of methods are named by service and method, in the root package.
  isApiTest: (name) => /^\. Test(?!Client|Usage|UserAgent|Retry|Context|Delete.*Header|Overwrite)/.test(name),
};

/** Top-level tests, by folder and name; a package that does not compile counts as one. */
function outcomesOf(lines: string): Outcomes {
  const events = lines.split('\n').flatMap((line) => {
    const event = line.startsWith('{') ? Event.safeParse(JSON.parse(line)) : null;
    return event?.success === true ? [event.data] : [];
  });
  const root = events.map(({ Package }) => Package).reduce(shorter, '');
  const nameOf = ({ Package, Test = '' }: Event) =>
    `.${Package.slice(root.length)} ${Test.split('/')[0]}`.trim();
  const said = new Map<string, string>();
  const outcomes = new Map<string, { passed: boolean; why: string }>();
  for (const event of events) {
    const name = nameOf(event);
    if (event.Action === 'output' || event.Action === 'build-output')
      said.set(name, (said.get(name) ?? '') + event.Output);
    if (event.Test?.includes('/') === true || !/^(pass|fail|skip)$/.test(event.Action)) continue;
    // A package passes if its tests do: report only one that fails without a test.
    if (event.Test === undefined && event.Action !== 'fail') continue;
    const passed = event.Action === 'pass';
    outcomes.set(name, { passed, why: passed ? '' : reason(said.get(name) ?? '') });
  }
  return outcomes;
}

/** The root package has the shortest path. */
function shorter(a: string, b: string): string {
  return a === '' || (b !== '' && b.length < a.length) ? b : a;
}

function reason(output: string): string {
  return firstLine(output.replace(/^(?:=== |--- ).*$/gm, ''));
}
