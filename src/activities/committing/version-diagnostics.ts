import { DescriptionInfo, packageVersion } from '../../builds/sdk-context.ts';
import { customVersion } from '../../git/merging/version-changes.ts';
import { compareVersions } from '../../git/merging/versions.ts';
import { generatedRef, headRef } from '../../git/refs.ts';
import { isCommit } from '../../git/store/history.ts';
import type { FoundDiagnostic } from '../../records/diagnostics.ts';
import type { TargetInputs } from '../inputs/load-inputs.ts';
import { versionForms } from './version-forms.ts';

/** The version of a branch: the generated one, and the one that people wrote in its place. */
export interface BranchVersion {
  readonly generated: string;
  readonly custom: string | null;
}

/** The version that a branch will have once the build has committed. */
export async function branchVersion(inputs: TargetInputs): Promise<BranchVersion> {
  const { repository, build, heldVersion, sdk } = inputs;
  const generated = sdk.packageVersion;
  const snapshot = await repository.resolve(generatedRef(build.branch));
  const head = await repository.resolve(headRef(build.branch));
  if (snapshot === null || head === null || snapshot === head || heldVersion === null) {
    return { generated, custom: null };
  }
  return { generated, custom: await customVersion(repository, snapshot, head, versionForms(heldVersion)) };
}

/** The higher of the two. */
export function versionOf({ generated, custom }: BranchVersion): string {
  return custom !== null && compareVersions(custom, generated) > 0 ? custom : generated;
}

/** A tag of the production repository that names the branch's version. */
export interface ReleaseTag {
  readonly name: string;
  /** The commit that the tag points at in the production repository. */
  readonly sha: string;
}

/** Possible tag names of a version. */
export const tagsOf = (version: string): string[] => [`v${version}`, version];

/** Warns if the configured version is lower than the branch's. */
export function behind(
  { build, sdk, heldVersion, targetConfig }: TargetInputs,
  version: BranchVersion,
): FoundDiagnostic[] {
  const { target } = sdk;
  const info = DescriptionInfo.safeParse(build.info).data ?? { version: '' };
  const { given, used, by } = packageVersion(targetConfig, info.version, target, heldVersion);
  const place =
    by === 'info.version' ? { oasRef: '#/info/version' } : { configRef: `#/targets/${target}/version` };
  const at = { code: 'Version/Behind', ...place };
  if (heldVersion !== null && compareVersions(heldVersion, given) > 0) {
    const what = `${by} is ${given}, lower than ${heldVersion}, which branch ${build.branch} had.`;
    const then =
      used === given
        ? `The version is lowered to ${given}, as requested.`
        : `The version stays ${used}. Raise info.version; to go back, set targets.${target}.version.`;
    return [{ ...at, level: 'warning', message: `${what} ${then}` }];
  }
  const now = versionOf(version);
  if (now === version.generated) return [];
  const message = `${by} is ${given}, lower than ${now}, which custom code has on branch ${build.branch}. Where both changed the version, the higher one is kept; elsewhere the code has ${version.generated}. Raise ${by}.`;
  return [{ ...at, level: 'note', message }];
}

/** Warns if the branch's version was released, but with other code. */
export async function alreadyReleased(
  { build, repository, sdk }: TargetInputs,
  version: BranchVersion,
  tags: readonly ReleaseTag[],
): Promise<FoundDiagnostic[]> {
  const head = await repository.resolve(headRef(build.branch));
  const [tag] = tags;
  if (head === null || tag === undefined) return [];
  const tree = await repository.treeOf(head);
  for (const { sha } of tags) {
    if ((await isCommit(repository, sha)) && (await repository.treeOf(sha)) === tree) return [];
  }
  const message = `Version ${versionOf(version)} is released: the production repository has it as tag ${tag.name}, and the code of branch ${build.branch} differs from it. Raise info.version or targets.${sdk.target}.version before you publish.`;
  return [{ code: 'Version/Released', level: 'note', message, oasRef: '#/info/version' }];
}
