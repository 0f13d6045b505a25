import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { BuildDetails } from '../../../src/contract/page.ts';
import { api } from '../api.ts';
import { startedWords, wordOf } from '../format.ts';
import { buildQuery } from '../queries.ts';
import { Head } from '../shell.tsx';
import { Action, Ago, Copy, Elapsed, ErrorNote, Loaded, NotLive, StateIcon } from '../ui.tsx';
import { buildState, targetState, WRONG } from './build-state.ts';

export function useBuild(id: string) {
  return useQuery(buildQuery(id));
}

/** Shows a view of a build, or why there is none. */
export function LoadedBuild({
  query,
  children,
}: {
  query: ReturnType<typeof useBuild>;
  children: (build: BuildDetails) => ReactNode;
}) {
  if (query.data === undefined && query.error !== null)
    return (
      <>
        <Head title="Build" crumbs={<Link to="/">Projects</Link>} />
        <ErrorNote error={query.error} />
      </>
    );
  return <Loaded query={query}>{children}</Loaded>;
}

/** The header of every view of a build, with its tabs. */
export function BuildHead({ build, isLost = false }: { build: BuildDetails; isLost?: boolean }) {
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
          started <Ago time={build.created_at} /> {startedWords(build)}
        </span>
        <span className="fact soft">
          config <code title={build.config_commit}>{build.config_commit.slice(0, 7)}</code>
        </span>
        {build.version === null ? null : (
          <span className="fact soft">
            {build.title ?? 'API'} {build.version}
          </span>
        )}
        {build.temporal_url === null ? null : (
          <a className="fact" href={build.temporal_url} target="_blank" rel="noreferrer">
            Temporal workflow
          </a>
        )}
        <Copy text={id} label="Copy build ID" />
        <NotLive isLost={isLost} />
      </div>
      <nav aria-label="Build" className="tabs">
        <Link to="/builds/$id" params={{ id }} activeOptions={{ exact: true, includeSearch: false }}>
          Targets
        </Link>
        <Link to="/builds/$id/diagnostics" params={{ id }}>
          Diagnostics
          {build.problems === 0 ? null : <span className="count">{build.problems}</span>}
        </Link>
        <Link to="/builds/$id/changes" params={{ id }}>
          What changed
        </Link>
        <Link to="/builds/$id/provenance" params={{ id }}>
          Provenance
        </Link>
      </nav>
    </>
  );
}
