import { z } from 'zod';
import type { Provenance } from '../../contract/page.ts';
import { isSdkTarget } from '../../contract/targets.ts';
import { VERSION_TRAILER } from '../../git/sdk-branch/snapshot-version.ts';
import type { Repository } from '../../git/store/repository.ts';
import { type BuildRecord, findBuildBefore } from '../../records/builds.ts';
import type { ApiDeps } from '../deps.ts';
import { inOrder, startedBy } from './build-rows.ts';

const Info = z.object({ title: z.string().optional(), version: z.string().optional() });
const Hashes = z.record(z.string(), z.string());

/** What a build was made from, and by what: from the record, and from the trailers of its commits. */
export async function provenanceOf(deps: ApiDeps, build: BuildRecord): Promise<Provenance> {
  const info = Info.safeParse(build.info).data;
  const hashes = Hashes.safeParse(build.fileHashes).data ?? {};
  return {
    started_by: startedBy(build),
    description:
      build.descriptionOid === null
        ? null
        : { oid: build.descriptionOid, title: info?.title ?? null, version: info?.version ?? null },
    config: {
      commit: build.configCommit,
      previous: build.previousCommit,
      // The record knows the config file by both of its names.
      files: Object.entries(hashes)
        .filter(([path, md5]) => path !== 'openapi.stainless.yml' || hashes['stainless.yml'] !== md5)
        .map(([path, md5]) => ({ path, md5 })),
    },
    previous_build: (await findBuildBefore(deps.db, build))?.id ?? null,
    targets: await Promise.all(inOrder(build.targets).map((target) => targetView(deps, build, target))),
  };
}

async function targetView(
  deps: ApiDeps,
  { project }: BuildRecord,
  { target, generator, kilnVersion, commitSha, treeOid }: BuildRecord['targets'][number],
): Promise<Provenance['targets'][number]> {
  const repository = isSdkTarget(target)
    ? deps.repositories.get(project.organization.slug, project.slug, target)
    : null;
  const own = repository === null || commitSha === null ? null : await read(repository, commitSha);
  const parents = await Promise.all(
    (own?.parents ?? []).map(async (commit) => ({
      commit,
      build: repository === null ? null : buildIn((await read(repository, commit))?.message),
    })),
  );
  return {
    target,
    generator,
    kiln_version: kilnVersion,
    version: trailer(own?.message, VERSION_TRAILER),
    commit: commitSha,
    tree: treeOid,
    made_by: buildIn(own?.message),
    parents,
  };
}

/** A commit; null if it is not in the repository any more. */
const read = (repository: Repository, commit: string) => repository.readCommit(commit).catch(() => null);

const buildIn = (message: string | undefined) => trailer(message, 'Kiln-Build');

/** The value of a trailer. Anybody may push trailers, so it may be anything without spaces. */
function trailer(message: string | undefined, name: string): string | null {
  return new RegExp(`^${name}: (\\S{1,100})$`, 'm').exec(message ?? '')?.[1] ?? null;
}
