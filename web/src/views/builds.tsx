import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { BuildRow } from '../../../src/contract/page.ts';
import { api, type BuildFilters } from '../api.ts';
import { startedWords, toneOf, wordOf } from '../format.ts';
import { useLiveProject } from '../live.ts';
import { NothingFound, useSearched } from '../searched-list.tsx';
import { Head, ProjectTabs } from '../shell.tsx';
import { Action, Ago, Elapsed, Empty, Loaded, NotLive, StateIcon } from '../ui.tsx';
import { worstOf } from './build-state.ts';

export function BuildsView() {
  const { project } = useParams({ from: '/signed-in/projects/$project' });
  const filters = useSearch({ from: '/signed-in/projects/$project' });
  const navigate = useNavigate({ from: '/projects/$project' });
  const about = useQuery({ queryKey: ['project', project], queryFn: () => api.project(project) });
  const isLost = useLiveProject(project, about.data !== undefined);
  const branches = useQuery({ queryKey: ['branches', project], queryFn: () => api.branches(project) });
  const builds = useInfiniteQuery({
    queryKey: ['builds', project, filters],
    queryFn: ({ pageParam }) => api.builds(project, filters, pageParam),
    initialPageParam: '',
    getNextPageParam: ({ next_cursor }) => next_cursor,
    placeholderData: keepPreviousData,
  });
  const set = (change: BuildFilters) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const rows = builds.data?.pages.flatMap(({ data }) => data) ?? [];
  const { found, search, field } = useSearched(rows, 'these builds', textOf);
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  const choices = {
    state: ['running', 'failed'],
    branch: branches.data?.data.map(({ branch }) => branch) ?? [],
    target: about.data?.targets ?? [],
    trigger: ['api', 'schedule', 'compare', 'project'],
  } as const;
  return (
    <>
      <Head
        title={about.data?.display_name ?? project}
        project={project}
        crumbs={<Link to="/">Projects</Link>}
      >
        {about.error !== null ? null : (
          <Action
            className="main"
            work={async () => {
              const branch = filters.branch ?? 'main';
              const { id } = await api.createBuild({ project, branch, revision: branch });
              await navigate({ to: '/builds/$id', params: { id } });
            }}
          >
            Build {filters.branch ?? 'main'}
          </Action>
        )}
      </Head>
      <ProjectTabs project={project} />
      <fieldset className="filters" aria-label="Filters">
        {(['state', 'branch', 'target', 'trigger'] as const).map((name) => (
          <label key={name}>
            <span className="hidden">{name}</span>
            <select
              value={filters[name] ?? ''}
              onChange={({ target }) => set({ [name]: target.value || undefined })}
            >
              <option value="">any {name}</option>
              {choices[name].map((value) => (
                <option key={value}>{value}</option>
              ))}
            </select>
          </label>
        ))}
        {isFiltered ? (
          <button
            type="button"
            className="small"
            onClick={() =>
              set({ state: undefined, branch: undefined, target: undefined, trigger: undefined })
            }
          >
            Clear
          </button>
        ) : null}
        {field}
        <NotLive isLost={isLost} />
      </fieldset>
      <Loaded query={builds} rows={8}>
        {() => {
          if (rows.length === 0)
            return isFiltered ? (
              <Empty title="No builds match these filters" />
            ) : (
              <Empty title="No builds yet">
                <p>
                  A build generates every SDK of the project. Start one above, through the API or on a
                  schedule.
                </p>
              </Empty>
            );
          if (found.length === 0) return <NothingFound search={search} />;
          return (
            <ul className="list builds">
              {found.map((row) => (
                <BuildItem key={row.id} row={row} />
              ))}
            </ul>
          );
        }}
      </Loaded>
      {builds.hasNextPage ? (
        <p className="more">
          <button
            type="button"
            disabled={builds.isFetchingNextPage}
            onClick={() => void builds.fetchNextPage()}
          >
            Older builds
          </button>
        </p>
      ) : null}
    </>
  );
}

const textOf = ({ id, branch, commit_message, config_commit, version, schedule, started_by }: BuildRow) =>
  [id, branch, commit_message, config_commit, version, schedule, started_by].join(' ');

function BuildItem({ row }: { row: BuildRow }) {
  const state = worstOf(
    row.targets.map((target) => target.state),
    row.completed_at,
  );
  const title = row.commit_message?.split('\n', 1)[0];
  return (
    <li className="build-item">
      <StateIcon state={state} />
      <div className="grow">
        <Link to="/builds/$id" params={{ id: row.id }} data-row className="name">
          {title ?? (row.schedule === null ? `Build of ${row.branch}` : `Scheduled build ${row.schedule}`)}
        </Link>
        <p className="soft">
          <span className="tag">{row.branch}</span> <code>{row.config_commit.slice(0, 7)}</code>{' '}
          {startedWords(row)}
          {row.version === null ? '' : ` · API ${row.version}`}
        </p>
      </div>
      <ul className="targets" aria-label="Targets">
        {row.targets.map(({ target, state }) => (
          <li key={target}>
            <Link
              to="/builds/$id"
              params={{ id: row.id }}
              search={{ target }}
              className={`chip ${toneOf(state)}`}
              title={`${target}: ${wordOf(state)}`}
            >
              {target}
              <span className="hidden"> {wordOf(state)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <div className="when">
        <Elapsed from={row.created_at} to={row.completed_at} />
        <span className="soft">
          <Ago time={row.created_at} />
        </span>
      </div>
    </li>
  );
}
