import { isMap, isSeq, parseDocument } from 'yaml';
import { configFileIn } from '../contract/config-file.ts';
import { badRequest, notFound } from '../contract/errors.ts';
import { readConfigFiles } from '../git/config-files.ts';
import { findBranch } from '../records/branches.ts';
import type { BuildRecord } from '../records/builds.ts';
import { createBranch } from './branches.ts';
import { createBuild, requestOf } from './create-build.ts';
import type { StartDeps } from './deps.ts';

export interface Ignored {
  readonly code: string;
  /** A JSON pointer; null: everywhere. */
  readonly location: string | null;
}

/**
 * Adds a diagnostic to `diagnostics.ignored` of a config file, keeping its comments and order. Returns the same text
 * if it is ignored already; null if the file's root is not a map.
 */
export function ignoring(text: string, { code, location }: Ignored): string | null {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !(document.contents === null || isMap(document.contents))) return null;
  const at = ['diagnostics', 'ignored', code];
  for (const path of [at.slice(0, 1), at.slice(0, 2)]) {
    const found = document.getIn(path);
    if (found !== undefined && found !== null && !isMap(found)) return null;
    if (found === null) document.deleteIn(path);
  }
  const before = document.getIn(at);
  if (before === true) return text;
  if (location === null) document.setIn(at, true);
  else if (!isSeq(before)) document.setIn(at, document.createNode([location]));
  else if (before.toJSON().includes(location)) return text;
  else before.add(location);
  return text.trimStart().startsWith('{')
    ? `${JSON.stringify(document.toJSON(), null, 2)}\n`
    : document.toString({ lineWidth: 0 });
}

/**
 * Ignores a diagnostic of a build in the future: commits the changed config file to a branch, which is created from
 * the build's if it is missing, and builds it. Returns the id of the new build. Throws 400 and 404 errors.
 */
export async function ignoreDiagnostic(
  deps: StartDeps,
  { project, branch: from }: BuildRecord,
  branch: string,
  ignored: Ignored,
  startedBy: string,
): Promise<string> {
  const head = async () => (await findBranch(deps.db, project.id, branch))?.configCommit;
  if ((await head()) === undefined) await createBranch(deps, project, { branch, branch_from: from });
  const commit = await head();
  if (commit === undefined) throw notFound(`branch: there is no branch ${JSON.stringify(branch)}.`);
  const repository = deps.repositories.get(project.organization.slug, project.slug, 'config');
  const files = await readConfigFiles(repository, commit);
  const [path, text] = configFileIn(files) ?? ['stainless.yml', ''];
  const content = ignoring(text, ignored);
  if (content === null)
    throw badRequest(`code: ${path} has "diagnostics" in a form that cannot be added to.`);
  if (content === text) throw badRequest(`code: ${path} of ${branch} ignores it already.`);
  const body = {
    project: project.slug,
    branch,
    revision: { [path]: { content } },
    commit_message: `chore: ignore ${ignored.code}`,
  };
  const { id } = await createBuild(deps, project, requestOf(body, null, startedBy));
  return id;
}
