import { readConfigFiles } from '../../git/config-files.ts';
import type { Repository } from '../../git/store/repository.ts';
import type { BuildInputs } from '../../records/builds.ts';
import { findPreparedOid } from '../../records/descriptions.ts';
import { DescriptionFailed } from '../../sdk/descriptions.ts';
import type { ActivityDeps } from '../inputs/deps.ts';

/**
 * Writes the message of a build's commits from the changes since the previous config commit of its branch.
 * Null if there was none, or none with a description: then everything is new, and there is nothing to compare
 * with.
 */
export async function describeChanges(
  deps: ActivityDeps,
  build: BuildInputs,
  repository: Repository,
  descriptionOid: string,
): Promise<string | null> {
  const before = await commitBefore(build, repository);
  if (before === null) return null;
  const old = await preparedAt(deps, build, repository, before);
  if (old === null) return null;
  const document = (await repository.readBlob(descriptionOid)).toString('utf8');
  try {
    return await deps.descriptions.message(old, document);
  } catch (error) {
    // Not worth failing a build: its commits get the default message.
    if (error instanceof DescriptionFailed) return null;
    throw error;
  }
}

/**
 * A build of the branch's current head, or one that creates the branch, is described by the changes of its
 * config commit.
 */
async function commitBefore(
  { configCommit, previousCommit }: BuildInputs,
  repository: Repository,
): Promise<string | null> {
  if (previousCommit !== null && previousCommit !== configCommit) return previousCommit;
  return (await repository.readCommit(configCommit)).parents[0] ?? null;
}

/** The prepared description of a config commit: stored by an earlier build, or prepared now. */
async function preparedAt(
  deps: ActivityDeps,
  { projectId }: BuildInputs,
  repository: Repository,
  configCommit: string,
): Promise<string | null> {
  const known = await findPreparedOid(deps.db, projectId, configCommit);
  if (known !== null) return (await repository.readBlob(known)).toString('utf8');
  const { prepared } = await deps.descriptions.diagnose(await readConfigFiles(repository, configCommit));
  return prepared?.document ?? null;
}
