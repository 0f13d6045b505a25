import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { BuildDetails, TargetDetails } from '../../../src/contract/page.ts';
import { api, type BuildSummary } from '../api.ts';
import { wordOf } from '../format.ts';
import type { Span } from '../span.ts';
import { Timeline } from '../timeline.tsx';
import { Action, CommandLine, StateIcon } from '../ui.tsx';
import { CONFLICTS, stateBefore, targetState, WRONG } from './build-state.ts';
import { Steps } from './build-steps.tsx';

interface ItemProps {
  readonly build: BuildDetails;
  readonly target: TargetDetails;
  readonly span: Span;
  readonly isOpen: boolean;
  readonly summary: BuildSummary['targets'][string] | undefined;
  readonly toggle: () => void;
}

export function TargetItem({ build, target, span, isOpen, summary, toggle }: ItemProps) {
  const state = targetState(target);
  const before = stateBefore(target);
  const wasWrong = WRONG.includes(before ?? '') || CONFLICTS.includes(before ?? '');
  const isWrong = WRONG.includes(state) || CONFLICTS.includes(state);
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
      {state !== 'upstream_merge_conflict' ? null : (
        <div className="note warn">
          <p>
            Changes in the production repository conflict with this branch, and nothing was changed. Merge
            them in either repository with Git, then retry the commit. The note of the step{' '}
            <code>commit</code> lists the files.
          </p>
          <p className="links">
            <Action className="small" work={() => api.retry(id, name, 'commit').then(refresh)}>
              Retry commit
            </Action>
            <Link
              to="/projects/$project/sdks/$target"
              params={{ project, target: name }}
              search={{ ref: build.branch }}
            >
              This branch
            </Link>
          </p>
        </div>
      )}
      <Steps build={build} target={target} isRunning={isRunning} refresh={refresh} />
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
