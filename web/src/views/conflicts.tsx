import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { api } from '../api.ts';
import { SearchedList } from '../searched-list.tsx';
import { ProjectHead } from '../shell.tsx';
import { Ago, Empty, Loaded, StateIcon } from '../ui.tsx';

export function ConflictsView() {
  const { project } = useParams({ from: '/signed-in/projects/$project/conflicts' });
  const query = useQuery({
    queryKey: ['conflicts', project],
    queryFn: () => api.conflicts(project),
    refetchInterval: 5_000,
  });
  return (
    <>
      <ProjectHead title="Conflicts" project={project} />
      <Loaded query={query}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title="No conflicts">
              <p>A conflict opens when generated code and custom code change the same lines.</p>
            </Empty>
          ) : (
            <SearchedList
              rows={data}
              what="conflicts"
              textOf={({ target, number, branch, status, files }) =>
                [`conflict ${number} of ${target}`, branch, status, ...files.map(({ path }) => path)].join(
                  ' ',
                )
              }
            >
              {({ target, number, branch, status, files, opened_at }) => (
                <li key={`${target} ${number}`}>
                  <StateIcon state={status === 'open' ? 'merge_conflict' : 'success'} label={false} />
                  <div className="grow">
                    <Link
                      to="/projects/$project/conflicts/$target/$number"
                      params={{ project, target, number: String(number) }}
                      className="name"
                      data-row
                    >
                      Conflict {number} of {target}
                    </Link>
                    <p className="soft">
                      <span className="tag">{branch}</span>{' '}
                      {files
                        .map(({ path }) => path)
                        .slice(0, 3)
                        .join(', ')}
                      {files.length > 3 ? ` and ${files.length - 3} more` : ''} · opened{' '}
                      <Ago time={opened_at} />
                    </p>
                  </div>
                  <span className={`badge ${status === 'open' ? 'warn' : 'quiet'}`}>{status}</span>
                </li>
              )}
            </SearchedList>
          )
        }
      </Loaded>
    </>
  );
}
