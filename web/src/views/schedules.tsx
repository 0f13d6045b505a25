import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../api.ts';
import { ProjectHead } from '../shell.tsx';
import { Action, Ago, Empty, Loaded } from '../ui.tsx';

export function SchedulesView() {
  const { project } = useParams({ from: '/signed-in/projects/$project/schedules' });
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['schedules', project],
    queryFn: () => api.schedules(project),
    refetchInterval: 10_000,
  });
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
              <ul className="list">
                {data.map((one) => (
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
                      <Action
                        className="small danger"
                        confirm={`Delete the schedule ${one.name}? Its builds are kept.`}
                        work={() => api.deleteSchedule(project, one.name).then(refresh)}
                      >
                        Delete
                      </Action>
                    </div>
                  </li>
                ))}
              </ul>
            )}
            <NewSchedule project={project} done={refresh} />
          </>
        )}
      </Loaded>
    </>
  );
}

function NewSchedule({ project, done }: { project: string; done: () => Promise<void> }) {
  const [name, setName] = useState('nightly');
  const [cron, setCron] = useState('0 4 * * *');
  const [zone, setZone] = useState(Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [branch, setBranch] = useState('main');
  const fields = [
    ['Name', name, setName],
    ['Cron', cron, setCron],
    ['Time zone', zone, setZone],
    ['Branch', branch, setBranch],
  ] as const;
  return (
    <section className="card form">
      <h2>New schedule</h2>
      <div className="fields">
        {fields.map(([label, value, set]) => (
          <label key={label}>
            {label}
            <input value={value} onChange={({ target }) => set(target.value)} />
          </label>
        ))}
      </div>
      <Action
        className="main"
        work={() => api.putSchedule(project, name, { cron, time_zone: zone, branch }).then(done)}
      >
        Create schedule
      </Action>
    </section>
  );
}
