import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { BuildSummary } from '../../../src/contract/builds.ts';
import type { BuildDetails, StepDetails, TargetDetails } from '../../../src/contract/page.ts';
import { api } from '../api.ts';
import { toneOf, wordOf } from '../format.ts';
import { useLiveBuild } from '../live.ts';
import { Head } from '../shell.tsx';
import { Timeline, useSpan } from '../timeline.tsx';
import { Action, Ago, Badge, CommandLine, Elapsed, Loaded, StateIcon } from '../ui.tsx';

const WRONG = ['failure', 'fatal', 'error', 'timed_out', 'cancelled'];
const CHECKS = ['lint', 'build', 'test'];

export function useBuild(id: string) {
  return useQuery({ queryKey: ['build', id], queryFn: () => api.build(id) });
}

/** The state of a target in one word. */
export function targetState({ steps }: Pick<TargetDetails, 'steps'>): string {
  const commit = steps.find(({ step }) => step === 'commit');
  if (steps.every(({ status }) => status === 'not_started')) return 'queued';
  if (steps.some(({ step, status }) => status !== 'completed' && !['codegen', 'postgen'].includes(step)))
    return 'running';
  const conclusion = commit?.conclusion ?? 'success';
  if (!['success', 'note', 'warning', 'noop', 'version_bump'].includes(conclusion)) return conclusion;
  const bad = steps.find(({ step, conclusion }) => CHECKS.includes(step) && WRONG.includes(conclusion ?? ''));
  return bad?.conclusion ?? (conclusion === 'noop' ? 'noop' : 'success');
}

export function buildState({ targets, completed_at }: BuildDetails): string {
  const states = targets.map(targetState);
  if (completed_at === null) return 'running';
  const order = [
    'fatal',
    'error',
    'failure',
    'timed_out',
    'merge_conflict',
    'upstream_merge_conflict',
    'cancelled',
    'success',
  ];
  return order.find((state) => states.includes(state)) ?? 'noop';
}

/** The header of every view of a build, with its tabs. */
export function BuildHead({ build }: { build: BuildDetails }) {
  const { id, project, branch } = build;
  const client = useQueryClient();
  const navigate = useNavigate();
  const refresh = () => client.invalidateQueries({ queryKey: ['build', id] });
  const failed = build.targets.filter((target) => WRONG.includes(targetState(target)));
  const title = build.commit_message?.split('\n', 1)[0] ?? `Build of ${branch}`;
  return (
    <>
      <Head
        title={title}
        project={project}
        crumbs={
          <>
            <Link to="/">Projects</Link>
            <Link to="/projects/$project" params={{ project }}>
              {project}
            </Link>
            <Link to="/projects/$project" params={{ project }} search={{ branch }}>
              {branch}
            </Link>
          </>
        }
      >
        {build.completed_at === null ? (
          <Action
            className="danger"
            work={() => api.cancelBuild(id).then(refresh)}
            confirm="Cancel this build?"
          >
            Cancel
          </Action>
        ) : null}
        {failed.length > 0 && build.completed_at !== null ? (
          <Action work={() => Promise.all(failed.map(({ target }) => api.retry(id, target))).then(refresh)}>
            Retry {failed.length === 1 ? failed[0]?.target : `${failed.length} failed`}
          </Action>
        ) : null}
        <Action
          work={async () => {
            const made = await api.createBuild({ project, branch, revision: build.config_commit });
            await navigate({ to: '/builds/$id', params: { id: made.id } });
          }}
        >
          Rebuild
        </Action>
      </Head>
      <div className="facts">
        <span className="fact">
          <StateIcon state={buildState(build)} label={false} /> <strong>{wordOf(buildState(build))}</strong>
        </span>
        <span className="fact">
          <Elapsed from={build.created_at} to={build.completed_at} />
        </span>
        <span className="fact soft">
          started <Ago time={build.created_at} />
        </span>
        <span className="fact soft">
          config <code title={build.config_commit}>{build.config_commit.slice(0, 7)}</code>
        </span>
        {build.version === null ? null : (
          <span className="fact soft">
            {build.title ?? 'API'} {build.version}
          </span>
        )}
        {build.schedule === null ? null : <span className="fact soft">schedule {build.schedule}</span>}
        {build.temporal_url === null ? null : (
          <a className="fact" href={build.temporal_url} target="_blank" rel="noreferrer">
            Temporal workflow
          </a>
        )}
      </div>
      <nav aria-label="Build" className="tabs">
        <Link to="/builds/$id" params={{ id }} activeOptions={{ exact: true, includeSearch: false }}>
          Targets
        </Link>
        <Link to="/builds/$id/diagnostics" params={{ id }}>
          Diagnostics
        </Link>
        <Link to="/builds/$id/changes" params={{ id }}>
          What changed
        </Link>
      </nav>
    </>
  );
}

export function BuildView() {
  const { id } = useParams({ from: '/signed-in/builds/$id' });
  useLiveBuild(id);
  const query = useBuild(id);
  return <Loaded query={query}>{(build) => <Targets build={build} />}</Loaded>;
}

function Targets({ build }: { build: BuildDetails }) {
  const { target: opened } = useSearch({ from: '/signed-in/builds/$id' });
  const navigate = useNavigate({ from: '/builds/$id' });
  const isOver = build.completed_at !== null;
  const summary = useQuery({
    queryKey: ['summary', build.id, isOver],
    queryFn: () => api.summary(build.id),
    enabled: opened !== undefined,
  });
  const span = useSpan(build);
  return (
    <>
      <BuildHead build={build} />
      <div className="targets-table">
        <div className="axis" aria-hidden="true">
          <span>0 s</span>
          <span>{span.label}</span>
        </div>
        <ul className="list">
          {build.targets.map((target) => (
            <TargetItem
              key={target.target}
              build={build}
              target={target}
              span={span}
              isOpen={opened === target.target}
              summary={summary.data?.targets[target.target]}
              toggle={() =>
                void navigate({
                  search: { target: opened === target.target ? undefined : target.target },
                  replace: true,
                  resetScroll: false,
                })
              }
            />
          ))}
        </ul>
      </div>
      <ul className="legend" aria-label="Steps">
        {['codegen', 'postgen', 'commit', 'lint', 'build', 'test'].map((step) => (
          <li key={step}>
            <span className={`swatch ${step}`} /> {step}
          </li>
        ))}
      </ul>
    </>
  );
}

interface ItemProps {
  readonly build: BuildDetails;
  readonly target: TargetDetails;
  readonly span: ReturnType<typeof useSpan>;
  readonly isOpen: boolean;
  readonly summary: BuildSummary['targets'][string] | undefined;
  readonly toggle: () => void;
}

function TargetItem({ build, target, span, isOpen, summary, toggle }: ItemProps) {
  const state = targetState(target);
  const before = stateBefore(target);
  const wasWrong = WRONG.includes(before ?? '') || before === 'merge_conflict';
  const isWrong = WRONG.includes(state) || state === 'merge_conflict';
  return (
    <li className={isOpen ? 'target open' : 'target'}>
      <button
        type="button"
        className="target-row"
        aria-expanded={isOpen}
        data-row
        onClick={toggle}
        data-target={target.target}
        data-state={state}
      >
        <StateIcon state={state} label={false} />
        <span className="target-name">
          {target.target}
          <span className="hidden">{wordOf(state)}</span>
          {isWrong && before !== null ? (
            <small className={wasWrong ? 'soft' : 'new'}>{wasWrong ? 'failed before' : 'new failure'}</small>
          ) : null}
          {!isWrong && wasWrong && state !== 'running' && state !== 'queued' ? (
            <small className="fixed">fixed</small>
          ) : null}
        </span>
        <Timeline target={target} span={span} />
        <span className="target-commit">
          {state === 'noop' ? (
            <span className="soft">unchanged</span>
          ) : target.additions === null || target.additions + (target.deletions ?? 0) === 0 ? (
            <span className="soft">{state === 'success' ? 'no lines' : wordOf(state)}</span>
          ) : (
            <>
              <span className="plus">+{target.additions}</span>{' '}
              <span className="minus">−{target.deletions ?? 0}</span>
            </>
          )}
        </span>
      </button>
      {isOpen ? <TargetBody build={build} target={target} summary={summary} state={state} /> : null}
    </li>
  );
}

function stateBefore({ before, steps }: TargetDetails): string | null {
  if (Object.keys(before).length === 0) return null;
  const past = steps.map(
    (step): StepDetails => ({ ...step, status: 'completed', conclusion: before[step.step] ?? null }),
  );
  return targetState({ steps: past });
}

function TargetBody({
  build,
  target,
  summary,
  state,
}: Omit<ItemProps, 'span' | 'isOpen' | 'toggle'> & { state: string }) {
  const client = useQueryClient();
  const { id, project } = build;
  const { target: name, sha, conflict } = target;
  const refresh = () => client.invalidateQueries({ queryKey: ['build', id] });
  const isRunning = state === 'running' || state === 'queued';
  const attempt = Math.max(...target.steps.map(({ attempt }) => attempt));
  return (
    <div className="target-body">
      {conflict === null || state !== 'merge_conflict' ? null : (
        <p className="note warn">
          Generated and custom code conflict.{' '}
          <Link
            to="/projects/$project/conflicts/$target/$number"
            params={{ project, target: name, number: String(conflict) }}
          >
            Resolve conflict {conflict}
          </Link>
        </p>
      )}
      <table className="steps">
        <caption className="hidden">Steps of {name}</caption>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Result</th>
            <th scope="col">Time</th>
            <th scope="col">
              <span className="hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {target.steps.map((step) => (
            <tr key={step.step}>
              <th scope="row">
                <span className={`swatch ${step.step}`} aria-hidden="true" /> {step.step}
                {step.attempt > 1 ? <small className="soft"> attempt {step.attempt}</small> : null}
              </th>
              <td>
                <Badge state={step.status === 'completed' ? (step.conclusion ?? 'success') : step.status} />
                {step.note === null ? null : <p className="soft step-note">{step.note}</p>}
              </td>
              <td>
                <Elapsed from={step.started_at} to={step.completed_at} />
              </td>
              <td className="row-actions">
                {step.has_log ? (
                  <Link
                    to="/builds/$id/$target/$step"
                    params={{ id, target: name, step: step.step }}
                    className="button small"
                  >
                    Log
                  </Link>
                ) : null}
                {!isRunning &&
                ['commit', ...CHECKS].includes(step.step) &&
                toneOf(step.conclusion ?? '') === 'bad' ? (
                  <Action className="small" work={() => api.retry(id, name, step.step).then(refresh)}>
                    Retry {step.step}
                  </Action>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="install">
        {summary?.install_command == null ? null : (
          <>
            <h2>Install</h2>
            <CommandLine text={summary.install_command} />
          </>
        )}
        {sha === null ? null : (
          <p className="links">
            <Link to="/builds/$id/$target/diff" params={{ id, target: name }} className="button small">
              Files changed
            </Link>
            <Link
              to="/projects/$project/sdks/$target"
              params={{ project, target: name }}
              search={{ ref: sha }}
              className="button small"
            >
              Browse the SDK at <code>{sha.slice(0, 7)}</code>
            </Link>
            {summary?.files == null ? null : <span className="soft">{summary.files} files</span>}
          </p>
        )}
        <p className="links">
          {isRunning ? (
            <Action className="small danger" work={() => api.cancelTarget(id, name).then(refresh)}>
              Cancel {name}
            </Action>
          ) : (
            <Action className="small" work={() => api.retry(id, name).then(refresh)}>
              Run {name} again
            </Action>
          )}
          {target.temporal_url === null ? null : (
            <a href={target.temporal_url} target="_blank" rel="noreferrer">
              Temporal workflow
            </a>
          )}
          {attempt > 1 ? <span className="soft">attempt {attempt}</span> : null}
        </p>
      </div>
    </div>
  );
}
