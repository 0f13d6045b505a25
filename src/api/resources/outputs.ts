import type { Readable } from 'node:stream';
import { codeSamples, listedCalls, withCodeSamples } from '../../codegen/code-samples.ts';
import { configFileIn } from '../../contract/config-file.ts';
import { badRequest, notFound } from '../../contract/errors.ts';
import type { OutputType } from '../../contract/outputs.ts';
import { isSdkTarget, type TargetName } from '../../contract/targets.ts';
import { readConfigFiles } from '../../git/config-files.ts';
import { type ArchiveFormat, archive } from '../../git/store/archive.ts';
import { repositoryName } from '../../git/store/repositories.ts';
import type { Repository } from '../../git/store/repository.ts';
import type { BuildRecord, BuildTargetRecord } from '../../records/builds.ts';
import type { Links } from '../../runtime/storage/signed-links.ts';
import { sampleSettings } from '../../sdk/config/code-samples.ts';
import type { SdkConfig } from '../../sdk/config/config.ts';
import { readConfig } from '../../sdk/config/read.ts';
import { targets } from '../../targets/index.ts';
import type { ApiDeps } from '../deps.ts';
import { installable, packageMime, packageOf } from './packages.ts';

/** A downloadable output of a build. `name` is the name of the downloaded file. */
export type Output = { readonly name: string } & (
  | {
      readonly kind: 'archive';
      readonly commit: string;
      readonly root: string;
      readonly format: ArchiveFormat;
    }
  | { readonly kind: 'description'; readonly samples: readonly Committed[] }
  | { readonly kind: 'file'; readonly commit: string; readonly path: string }
  | { readonly kind: 'package'; readonly sha256: string; readonly bytes: number }
);

interface Committed {
  readonly target: TargetName;
  readonly commit: string;
}

export interface OutputName {
  readonly target: TargetName;
  readonly type: OutputType;
  /** For a source file, its path. For a package of a target with several, its name. */
  readonly path?: string;
}

/**
 * Finds an output in the record. Throws 400 for an invalid request, 404 if the build does not have the output (yet).
 */
export function outputOf(build: BuildRecord, { target, type, path }: OutputName): Output {
  switch (type) {
    case 'source':
      return archiveOf(build, target, 'tar.gz');
    case 'file': {
      if (path === undefined) throw badRequest('path: is required with the type file.');
      return { kind: 'file', name: path.split('/').at(-1) ?? path, commit: commitOf(build, target), path };
    }
    case 'dist':
    case 'wheel':
      if (type === 'dist' && isSdkTarget(target) && targets[target].packages.length === 0)
        return archiveOf(build, target, 'zip');
      return { kind: 'package', ...packageOf(targetOf(build, target), type, path) };
    case 'openapi-with-transforms':
    case 'openapi-with-code-samples': {
      // The description may be requested under its own name, even if the target openapi is not built.
      if (target !== 'openapi') targetOf(build, target);
      if (build.descriptionOid === null) throw notFound('type: this build has no prepared description.');
      const samples = type === 'openapi-with-transforms' ? [] : committed(build, target);
      return { kind: 'description', name: `${build.project.slug}-openapi.json`, samples };
    }
    case 'openapi-sdk-spec':
      throw badRequest(`type: this server has no ${type}; use openapi-with-code-samples.`);
  }
}

/** The path of the link to an output, which is signed. */
export function outputPath(build: { id: string }, { target, type, path }: OutputName, name: string): string {
  return `/v0/builds/${build.id}/targets/${target}/outputs/${type}/${type === 'file' ? path : name}`;
}

/** The description with code samples of every target: a build's `documented_spec`. */
export function documentedSpec(build: BuildRecord, links: Links): { url: string; expires: string } | null {
  if (build.descriptionOid === null) return null;
  const wanted = { target: 'openapi', type: 'openapi-with-code-samples' } as const;
  const { url, expires } = links.sign(outputPath(build, wanted, outputOf(build, wanted).name));
  return { url, expires: expires.toISOString() };
}

/** Opens an output for reading. Throws 404. */
export async function openOutput(
  deps: ApiDeps,
  build: BuildRecord,
  target: TargetName,
  output: Output,
): Promise<{ readonly type: string; readonly body: Readable | Buffer | string; readonly bytes?: number }> {
  const repository = (kind: TargetName | 'config'): Repository =>
    deps.repositories.get(build.project.organization.slug, build.project.slug, kind);
  switch (output.kind) {
    case 'archive': {
      const type = output.format === 'zip' ? 'application/zip' : 'application/gzip';
      return { type, body: archive(repository(target), output.commit, output) };
    }
    case 'file': {
      const body = await repository(target).readFile(output.commit, output.path);
      if (body === null)
        throw notFound(`path: ${JSON.stringify(output.path)} is not a file of ${target} in this build.`);
      return { type: 'application/octet-stream', body };
    }
    case 'package': {
      const body = deps.packages.open(output.sha256);
      if (body === null) throw notFound(`type: ${output.name} is no longer stored.`);
      return { type: packageMime(output.name), body, bytes: output.bytes };
    }
    case 'description': {
      const document = (await repository('config').readBlob(build.descriptionOid ?? '')).toString('utf8');
      const samples = await Promise.all(
        output.samples.map(async ({ target, commit }) => {
          const sdk = repository(target);
          const calls = (await sdk.readFile(commit, 'api.md'))?.toString('utf8') ?? '';
          return [
            ...codeSamples(await sdk.readFolder(commit, 'docs'), target),
            ...listedCalls(calls, target),
          ];
        }),
      );
      const { openapi } = await configOf(repository('config'), build.configCommit);
      return {
        type: 'application/json',
        body: withCodeSamples(document, samples.flat(), sampleSettings(openapi)),
      };
    }
  }
}

/** The build's config file; empty without one. */
async function configOf(repository: Repository, commit: string): Promise<SdkConfig> {
  const files = await readConfigFiles(repository, commit);
  return readConfig(configFileIn(files)?.[1] ?? '').config;
}

/** The URL from which `npm install` or `pip install` installs a target's package; null if that is not possible. */
export function installUrl(build: BuildRecord, record: BuildTargetRecord, links: Links): string | null {
  const { target } = record;
  if (!isSdkTarget(target)) return null;
  const found = installable(target, record);
  if (found === null) return null;
  const { name, type } = found;
  return links.sign(outputPath(build, { target, type }, name)).url;
}

function targetOf(build: BuildRecord, target: TargetName) {
  const found = build.targets.find((candidate) => candidate.target === target);
  if (found === undefined) throw notFound(`target: ${target} is not in this build.`);
  return found;
}

function commitOf(build: BuildRecord, target: TargetName): string {
  const { commitSha } = targetOf(build, target);
  if (commitSha === null) throw notFound(`target: ${target} has no commit in this build.`);
  return commitSha;
}

function archiveOf(build: BuildRecord, target: TargetName, format: ArchiveFormat): Output {
  const commit = commitOf(build, target);
  const root = `${repositoryName(build.project.slug, target)}-${commit.slice(0, 7)}`;
  return { kind: 'archive', name: `${root}.${format}`, commit, root, format };
}

/** The targets whose samples are shown: the requested one, or all for the description itself. */
function committed(build: BuildRecord, wanted: TargetName): Committed[] {
  return build.targets.flatMap(({ target, commitSha }) =>
    isSdkTarget(target) && commitSha !== null && (wanted === 'openapi' || wanted === target)
      ? [{ target, commit: commitSha }]
      : [],
  );
}
