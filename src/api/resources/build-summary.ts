import { sdkContext } from '../../builds/sdk-context.ts';
import type { BuildSummary } from '../../contract/builds.ts';
import { isSdkTarget } from '../../contract/targets.ts';
import { configOf, readConfigFiles } from '../../git/config-files.ts';
import { countFiles } from '../../git/store/diff.ts';
import type { BuildRecord } from '../../records/builds.ts';
import type { Links } from '../../runtime/storage/signed-links.ts';
import { definitionOf } from '../../targets/index.ts';
import type { ApiDeps } from '../deps.ts';
import { repositoryOf } from './build-view.ts';

/** For each SDK of a build: where to get it, how to install it, and why a step ended as it did. */
export async function summarize(deps: ApiDeps, build: BuildRecord, links: Links): Promise<BuildSummary> {
  const { organization, slug } = build.project;
  const configRepository = deps.repositories.get(organization.slug, slug, 'config');
  const config = configOf(await readConfigFiles(configRepository, build.configCommit));
  const summary: BuildSummary = { targets: {} };
  for (const { target, commitSha, steps } of build.targets) {
    if (!isSdkTarget(target)) continue;
    const own = config.targets?.[target] ?? {};
    const definition = definitionOf(target, own);
    const { url } = links.signGit(`/git/${organization.slug}/${repositoryOf(build, target)}.git`);
    const sdk = sdkContext({ build, config }, target, own, definition);
    summary.targets[target] = {
      clone_url: url,
      install_command:
        commitSha === null ? null : definition.installCommand(sdk, { cloneUrl: url, sha: commitSha }),
      files:
        commitSha === null
          ? null
          : await countFiles(deps.repositories.get(organization.slug, slug, target), commitSha),
      notes: Object.fromEntries(steps.flatMap(({ step, note }) => (note === null ? [] : [[step, note]]))),
    };
  }
  return summary;
}
