import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ProjectRow } from '../../../src/contract/page.ts';
import { api } from '../api.ts';
import { toneOf, until, wordOf } from '../format.ts';
import { NothingFound, useSearched } from '../searched-list.tsx';
import { Head } from '../shell.tsx';
import { Ago, Empty, Loaded, StateIcon } from '../ui.tsx';

export function ProjectsView() {
  const projects = useQuery({ queryKey: ['projects'], queryFn: api.projects, refetchInterval: 5_000 });
  const next = useQuery({ queryKey: ['next-runs'], queryFn: api.nextRuns, refetchInterval: 60_000 });
  const { found, search, field } = useSearched(
    projects.data ?? [],
    'projects',
    ({ slug, display_name }) => `${slug} ${display_name ?? ''}`,
  );
  return (
    <>
      <Head title="Projects">
        <Link to="/new" className="button main">
          New project
        </Link>
      </Head>
      <Loaded query={projects} rows={5}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title="Build SDKs for your API">
              <p>
                A project has an OpenAPI description and the SDKs generated from it. Upload a description or
                give its URL: Kiln suggests the rest, and builds.
              </p>
              <Link to="/new" className="button main">
                Start with a description
              </Link>
            </Empty>
          ) : (
            <>
              <div className="filters">{field}</div>
              {found.length === 0 ? (
                <NothingFound search={search} />
              ) : (
                <ul className="list">
                  {found.map((row) => (
                    <ProjectItem key={row.slug} row={row} nextRun={next.data?.[row.slug]} />
                  ))}
                </ul>
              )}
            </>
          )
        }
      </Loaded>
    </>
  );
}

function ProjectItem({
  row: { slug, display_name, latest, recent, others, branches, open_conflicts },
  nextRun,
}: {
  row: ProjectRow;
  nextRun: string | undefined;
}) {
  const state = recent[0]?.state ?? 'not_started';
  return (
    <li className="project">
      <StateIcon state={state} />
      <div className="grow">
        <Link to="/projects/$project" params={{ project: slug }} data-row className="name">
          {display_name ?? slug}
        </Link>
        <p className="soft">
          {latest === null ? (
            'No build of main yet'
          ) : (
            <>
              <Link to="/builds/$id" params={{ id: latest.id }}>
                main {wordOf(state)}
              </Link>
              , <Ago time={latest.created_at} />
              {latest.version === null ? null : ` · API ${latest.version}`}
            </>
          )}
          {nextRun === undefined ? null : (
            <>
              {' · '}
              <Link to="/projects/$project/schedules" params={{ project: slug }}>
                next run <time dateTime={nextRun}>{until(nextRun)}</time>
              </Link>
            </>
          )}
        </p>
        {others.length === 0 ? null : (
          <ul className="branches" aria-label="Last builds of other branches">
            {others.map(({ branch, id, state }) => (
              <li key={branch}>
                <Link
                  to="/builds/$id"
                  params={{ id }}
                  className={`chip ${toneOf(state)}`}
                  title={wordOf(state)}
                >
                  {branch}
                  <span className="hidden"> {wordOf(state)}</span>
                </Link>
              </li>
            ))}
            {branches > others.length + 1 ? <li className="soft">of {branches} branches</li> : null}
          </ul>
        )}
      </div>
      {open_conflicts > 0 ? (
        <Link to="/projects/$project/conflicts" params={{ project: slug }} className="badge warn">
          {open_conflicts} {open_conflicts === 1 ? 'conflict' : 'conflicts'}
        </Link>
      ) : null}
      <ul className="targets" aria-label="Targets of the last build">
        {latest?.targets.map(({ target, state }) => (
          <li key={target}>
            <Link
              to="/builds/$id"
              params={{ id: latest.id }}
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
      <ul className="history" aria-label="Last builds of main, newest last">
        {recent.toReversed().map(({ id, state }) => (
          <li key={id}>
            <Link to="/builds/$id" params={{ id }} className={toneOf(state)} title={wordOf(state)}>
              <span className="hidden">{wordOf(state)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </li>
  );
}
