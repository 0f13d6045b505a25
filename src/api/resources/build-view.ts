import type { Build, BuildDiagnostic, BuildTarget, CheckStep, CommitStep } from '../../contract/builds.ts';
import type { Project } from '../../contract/projects.ts';
import { CheckConclusion, CommitConclusion } from '../../contract/target-schemas.ts';
import {
  type Check,
  isSdkTarget,
  SDK_TARGETS,
  type SdkTarget,
  TARGET_NAMES,
} from '../../contract/targets.ts';
import { repositoryName } from '../../git/store/repositories.ts';
import type { BuildRecord, BuildStepRecord, BuildTargetRecord } from '../../records/builds.ts';
import type { FoundDiagnostic } from '../../records/diagnostics.ts';
import type { ProjectRecord } from '../../records/projects.ts';
import type { Links } from '../../runtime/storage/signed-links.ts';
import { documentedSpec, installUrl } from './outputs.ts';

/** Maps records to API responses. Pure. */
export function buildView(build: BuildRecord, links: Links): Build {
  const targets: Partial<Record<SdkTarget, BuildTarget>> = {};
  for (const name of SDK_TARGETS) {
    const target = build.targets.find((candidate) => candidate.target === name);
    if (target !== undefined) targets[name] = targetView(build, target, links);
  }
  const spec = documentedSpec(build, links);
  return {
    id: build.id,
    object: 'build',
    org: build.project.organization.slug,
    project: build.project.slug,
    config_commit: build.configCommit,
    created_at: build.createdAt.toISOString(),
    updated_at: build.updatedAt.toISOString(),
    documented_spec: spec === null ? null : { type: 'url', ...spec },
    targets,
  };
}

function targetView(build: BuildRecord, target: BuildTargetRecord, links: Links): BuildTarget {
  return {
    object: 'build_target',
    status: targetStatus(target.steps),
    install_url: installUrl(build, target, links),
    commit: commitView(build, target),
    lint: checkView(target, 'lint', links),
    build: checkView(target, 'build', links),
    test: checkView(target, 'test', links),
  };
}

/** A target's status follows from its steps; it is `completed` when its commit and every check are. */
export function targetStatus(
  steps: readonly Pick<BuildStepRecord, 'step' | 'status'>[],
): BuildTarget['status'] {
  const status = (name: string) => steps.find(({ step }) => step === name)?.status ?? 'not_started';
  if (['commit', 'lint', 'build', 'test'].every((step) => status(step) === 'completed')) return 'completed';
  if (status('codegen') === 'completed') return 'postgen';
  return status('codegen') === 'not_started' ? 'not_started' : 'codegen';
}

function commitView(build: BuildRecord, target: BuildTargetRecord): CommitStep {
  const step = target.steps.find((candidate) => candidate.step === 'commit');
  if (step === undefined) return { status: 'not_started' };
  if (step.status !== 'completed') return { status: step.status };
  const repo = { owner: build.project.organization.slug, name: repositoryOf(build, target.target) };
  const { additions, deletions } = target;
  const result = {
    conclusion: CommitConclusion.parse(step.conclusion),
    commit:
      target.commitSha === null
        ? null
        : {
            repo: { ...repo, branch: build.branch },
            sha: target.commitSha,
            tree_oid: target.treeOid,
            stats:
              additions === null || deletions === null
                ? null
                : { additions, deletions, total: additions + deletions },
          },
    merge_conflict_pr: target.conflictNumber === null ? null : { number: target.conflictNumber, repo },
    note: step.note,
    completed_at: (step.completedAt ?? build.updatedAt).toISOString(),
  };
  return { status: 'completed', ...result, completed: result };
}

function checkView(target: BuildTargetRecord, name: Check, links: Links): CheckStep {
  const step = target.steps.find((candidate) => candidate.step === name);
  if (step === undefined || step.status === 'not_started') return { status: 'not_started' };
  const url = step.log === null ? null : links.sign(logPath(target, name)).url;
  if (step.status !== 'completed') return { status: step.status, url };
  const result = { conclusion: CheckConclusion.parse(step.conclusion), url };
  return { status: 'completed', ...result, completed: result };
}

export function logPath({ buildId, target }: { buildId: string; target: string }, step: Check): string {
  return `/v0/builds/${buildId}/targets/${target}/logs/${step}`;
}

export function repositoryOf(build: BuildRecord, target: string): string {
  return repositoryName(build.project.slug, isSdkTarget(target) ? target : 'openapi');
}

type Nullable<T> = { readonly [K in keyof T]: T[K] | null };

/** A diagnostic, recorded or just found. */
export function diagnosticView(
  found: Pick<FoundDiagnostic, 'code' | 'level' | 'message' | 'ignored'> &
    Nullable<Pick<FoundDiagnostic, 'more' | 'configRef' | 'oasRef' | 'line'>>,
): BuildDiagnostic {
  return {
    code: found.code,
    level: found.level,
    ignored: found.ignored ?? false,
    message: found.message,
    more: found.more ? { type: 'markdown', markdown: found.more } : null,
    config_ref: found.configRef ?? undefined,
    oas_ref: found.oasRef ?? undefined,
    line: found.line ?? undefined,
  };
}

export function projectView(project: ProjectRecord): Project {
  const org = project.organization.slug;
  return {
    object: 'project',
    org,
    slug: project.slug,
    display_name: project.displayName,
    config_repo: `${org}/${repositoryName(project.slug, 'config')}`,
    targets: TARGET_NAMES.filter((name) => project.targets.includes(name)),
  };
}
