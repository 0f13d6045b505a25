import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../api.ts';
import { SearchedList } from '../searched-list.tsx';
import { ProjectHead } from '../shell.tsx';
import { Action, Ago, Empty, Loaded } from '../ui.tsx';
import { ScheduleForm } from './schedule-form.tsx';

export function SchedulesView() {
  const { project } = useParams({ from: '/signed-in/projects/$project/schedules' });
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['schedules', project],
    queryFn: () => api.schedules(project),
    refetchInterval: 10_000,
  });
  const [edited, setEdited] = useState<string | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: ['schedules', project] });
  return (
    <>
      <ProjectHead title="Schedules" project={project} />
      <Loaded query={query}>
        {({ data }) => (
          <>
            {data.length === 0 ? (
              <Empty title="No schedules yet">
                <p>A schedule fetches the description again and rebuilds the SDKs.</p>
              </Empty>
            ) : (
              <SearchedList
                rows={data}
                what="schedules"
                textOf={({ name, branch, cron, interval, note }) =>
                  [name, branch, cron, interval, note].join(' ')
                }
              >
                {(one) => (
                  <li key={one.name} className="schedule">
                    <div className="grow">
                      <p className="name">
                        {one.name} {one.paused ? <span className="badge quiet">paused</span> : null}
                      </p>
                      <p className="soft">
                        {one.cron === null ? (
                          <>every {one.interval}</>
                        ) : (
                          <>
                            <code>{one.cron}</code> {one.time_zone}
                          </>
                        )}{' '}
                        · <span className="tag">{one.branch}</span>
                        {one.next_runs[0] === undefined ? null : (
                          <>
                            {' '}
                            · next <Ago time={one.next_runs[0]} />
                          </>
                        )}
                        {one.note === '' ? '' : ` · ${one.note}`}
                      </p>
                      <p className="soft">
                        {one.runs_started} {one.runs_started === 1 ? 'run' : 'runs'}, {one.runs_skipped}{' '}
                        skipped, {one.runs_missed} missed
                        {one.last_runs.slice(0, 3).map(({ build, scheduled_at }) =>
                          build === null ? null : (
                            <span key={build}>
                              {' '}
                              ·{' '}
                              <Link to="/builds/$id" params={{ id: build }}>
                                <Ago time={scheduled_at} />
                              </Link>
                            </span>
                          ),
                        )}
                      </p>
                    </div>
                    <div className="actions">
                      <Action
                        className="small"
                        work={() => api.steerSchedule(project, one.name, 'trigger').then(refresh)}
                      >
                        Run now
                      </Action>
                      <Action
                        className="small"
                        work={() =>
                          api.steerSchedule(project, one.name, one.paused ? 'resume' : 'pause').then(refresh)
                        }
                      >
                        {one.paused ? 'Resume' : 'Pause'}
                      </Action>
                      <button
                        type="button"
                        className="small"
                        data-row
                        aria-label={`Edit ${one.name}`}
                        aria-expanded={edited === one.name}
                        onClick={() => setEdited(edited === one.name ? null : one.name)}
                      >
                        Edit
                      </button>
                      <Action
                        className="small danger"
                        confirm={`Delete the schedule ${one.name}? Its builds are kept.`}
                        work={() => api.deleteSchedule(project, one.name).then(refresh)}
                      >
                        Delete
                      </Action>
                    </div>
                    {edited === one.name ? (
                      <ScheduleForm
                        project={project}
                        schedule={one}
                        cancel={() => setEdited(null)}
                        done={async () => {
                          setEdited(null);
                          await refresh();
                        }}
                      />
                    ) : null}
                  </li>
                )}
              </SearchedList>
            )}
            <ScheduleForm project={project} done={refresh} />
          </>
        )}
      </Loaded>
    </>
  );
}
