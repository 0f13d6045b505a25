import { headsOf, namedCommit } from '../../builds/config-commits.ts';
import { isConfigFilePath } from '../../contract/config-file.ts';
import { badRequest } from '../../contract/errors.ts';
import { isSdkTarget, LANGUAGE_TARGETS } from '../../contract/targets.ts';
import { configOf, readConfigFiles } from '../../git/config-files.ts';
import type { ProjectRecord } from '../../records/projects.ts';
import { definitionOf } from '../../targets/index.ts';
import type { ApiDeps } from '../deps.ts';

/**
 * Guesses a first config file for a description. Target settings in the branch's config file are kept; without one,
 * the targets are those of the project. Returns the file's path and text. Throws 400 for an invalid description, and
 * 404 if there is no such branch.
 */
export async function guess(
  deps: ApiDeps,
  project: ProjectRecord,
  spec: string,
  branch: string | null,
): Promise<{ path: string; content: string }> {
  const { organization, slug } = project;
  const repository = deps.repositories.get(organization.slug, slug, 'config');
  const { sha } = await namedCommit(repository, headsOf(deps.db, project.id), branch ?? 'main', 'branch');
  const files = await readConfigFiles(repository, sha);
  const { targets: kept = {} } = configOf(files);
  const wanted = project.targets.filter(isSdkTarget);
  const named = (wanted.length > 0 ? wanted : LANGUAGE_TARGETS).map((target) => {
    const package_name = definitionOf(target, {}).defaultPackageName(organization.slug, slug);
    return [target, { package_name }] as const;
  });
  const targets = Object.keys(kept).length > 0 ? kept : Object.fromEntries(named);
  const path = [...files.keys()].find(isConfigFilePath) ?? 'stainless.yml';
  const guessed = await deps.descriptions.guess(spec, { project: slug, targets });
  if (!guessed.ok) {
    const { message, line } = guessed;
    throw badRequest(`spec: ${message}${line === undefined ? '' : ` (line ${line})`}`);
  }
  return { path, content: guessed.content };
}
