import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { PACKAGE_ROOT } from '../../src/runtime/package-root.ts';
import { isReached, type Measured, measure, type Unmeasured } from './measure.ts';
import { projectsOf } from './projects.ts';
import { LANGUAGES, type LanguageName, sourcesOf } from './published.ts';
import { page } from './table.ts';

const USAGE = `npm run dropin -- [folder] [options]

Puts Kiln's SDKs in the place of published ones, runs the published suites on both, and
prints what is the same. The folder (../shared/corpus) has one folder per project, with
openapi.yml, stainless.yml and, for projects that Kiln does not know, published.json.

  --only <project>[/<language>]  only these; may be given again
  --repositories <folder>        clones of SDKs that are in no registry: <owner>/<name>
  --sdks <folder>                SDKs to measure in place of new ones of Kiln, for example
                                 repositories that Kiln has adopted: <project>/<language>
  --work <folder>                where packages and results go (.kiln/dropin)
  --json                         everything that was measured, as JSON

Exit code: 0 all goals are reached, 1 one is not or an SDK could not be measured, 2 wrong use.
`;

const { values, positionals } = options();
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
const only = values.only ?? [];
const places = {
  work: path.resolve(values.work ?? path.join(PACKAGE_ROOT, '.kiln', 'dropin')),
  repositories: folderOf(values.repositories),
  sdks: folderOf(values.sdks),
};
mkdirSync(places.work, { recursive: true });
const measured: Measured[] = [];
const unmeasured: Unmeasured[] = [];
for (const project of projects()) {
  const sources = sourcesOf(project.name, project.folder);
  for (const language of LANGUAGES) {
    const source = sources[language];
    if (source === undefined || !isWanted(project.name, language)) continue;
    process.stderr.write(`${project.name}, ${language} …\n`);
    try {
      measured.push(await measure(project, language, source, places));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      unmeasured.push({ project: project.name, language, why });
    }
  }
}
if (measured.length + unmeasured.length === 0)
  wrongUse(`No published SDK is known for ${only.join(', ') || 'these projects'}.`);
process.stdout.write(
  values.json ? `${JSON.stringify({ measured, unmeasured }, null, 2)}\n` : page(measured, unmeasured),
);
process.exitCode = unmeasured.length === 0 && measured.every(isReached) ? 0 : 1;

function options() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        help: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true },
        repositories: { type: 'string' },
        sdks: { type: 'string' },
        work: { type: 'string' },
      },
    });
  } catch (error) {
    return wrongUse(error instanceof Error ? error.message : String(error));
  }
}

function folderOf(option: string | undefined): string | null {
  return option === undefined ? null : path.resolve(option);
}

function projects() {
  try {
    return projectsOf(path.resolve(positionals[0] ?? path.join(PACKAGE_ROOT, '..', 'shared', 'corpus')));
  } catch (error) {
    return wrongUse(error instanceof Error ? error.message : String(error));
  }
}

function isWanted(project: string, language: LanguageName): boolean {
  return only.length === 0 || only.includes(project) || only.includes(`${project}/${language}`);
}

function wrongUse(message: string): never {
  process.stderr.write(`${message}\n\n${USAGE}`);
  process.exit(2);
}
