import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { FileTree } from '../../src/git/store/file-tree.ts';
import { apiOf, generateSdk, type SdkInput } from '../../src/sdk/generate.ts';
import { languages } from '../../src/sdk/languages/index.ts';
import { sdkInput, writeTree } from '../made-sdk.ts';
import { methodsOf } from './api-md.ts';
import { fetchPublished, type Places } from './fetch-published.ts';
import { withMock } from './mock.ts';
import { namesShare, type Share, shareOf } from './outcomes.ts';
import type { Project } from './projects.ts';
import type { LanguageName, Published } from './published.ts';
import { go } from './suites/go.ts';
import { python } from './suites/python.ts';
import type { Suite } from './suites/suite.ts';
import { typescript } from './suites/typescript.ts';
import { typesOf } from './types-of.ts';

const SUITES: Readonly<Record<LanguageName, Suite>> = { typescript, python, go };

/** One published SDK, compared with Kiln's. */
export interface Measured {
  readonly project: string;
  readonly language: LanguageName;
  /** Version or commit of the published SDK. */
  readonly published: string;
  readonly methods: Share;
  readonly types: Share;
  readonly apiTests: Share;
  readonly suite: Share;
}

/** An SDK that could not be measured, and why. */
export interface Unmeasured {
  readonly project: string;
  readonly language: LanguageName;
  readonly why: string;
}

/** Generates Kiln's SDK or takes the given one, runs the published suite on both SDKs, and compares the results. */
export async function measure(
  project: Project,
  language: LanguageName,
  source: Published,
  places: Places,
): Promise<Measured> {
  const work = path.join(places.work, `${project.name}-${language}`);
  rmSync(work, { recursive: true, force: true });
  const published = await fetchPublished(source, project, path.join(work, 'published'), places);
  const suite = SUITES[language];
  const input = await sdkInput(project.description, project.config, language);
  const own = path.join(work, 'own');
  if (places.sdks === null) writeTree(own, newSdk(input));
  else cpSync(path.join(places.sdks, project.name, language), own, { recursive: true });
  const methods = namesShare(methodsOf(published.folder), methodsOf(own));
  const [onPublished, onOwn] = [path.join(work, 'on-published'), path.join(work, 'on-own')];
  cpSync(published.folder, onPublished, { recursive: true });
  cpSync(own, onOwn, { recursive: true });
  suite.replaceTests(onOwn, published.folder);
  const prepared = await suite.prepare(published.folder, path.join(work, 'environment'));
  const run = (folder: string) =>
    withMock(project.description, apiOf(input).api.query, (url) => suite.run(folder, prepared, url));
  const outcomes = { published: await run(onPublished), own: await run(onOwn) };
  return {
    project: project.name,
    language,
    published: published.version,
    methods,
    types: namesShare(typesOf(language, published.folder), typesOf(language, own)),
    apiTests: shareOf(outcomes.published, outcomes.own, suite.isApiTest),
    suite: shareOf(outcomes.published, outcomes.own, () => true),
  };
}

function newSdk(input: SdkInput): FileTree {
  const language = languages[input.target];
  if (language === undefined) throw new Error(`Kiln has no generator of its own for ${input.target}.`);
  return generateSdk(language, input).files;
}

/** The goals: every method, every API test, 95 % of the whole suite. */
export function isReached({ methods, apiTests, suite }: Measured): boolean {
  return methods.passed === methods.of && apiTests.passed === apiTests.of && suite.passed >= 0.95 * suite.of;
}
