import { useState } from 'react';
import { api, type Schedule } from '../api.ts';
import { Action } from '../ui.tsx';

const NEW = {
  name: 'nightly',
  when: 'cron',
  cron: '0 4 * * *',
  interval: '6h',
  time_zone: '',
  branch: 'main',
  overlap: 'skip',
  unchanged: 'noop',
} as const;

const OVERLAPS = {
  skip: 'the next is skipped',
  buffer_one: 'one waits',
  buffer_all: 'all wait',
  cancel_other: 'it is cancelled',
  terminate_other: 'it is terminated',
  allow_all: 'the next runs beside it',
} as const satisfies Record<Schedule['overlap'], string>;

const isOverlap = (value: string): value is Schedule['overlap'] => value in OVERLAPS;

interface FormProps {
  readonly project: string;
  /** The schedule to change; absent: a new one. Settings that the form does not show stay as they are. */
  readonly schedule?: Schedule;
  readonly done: () => Promise<void>;
  readonly cancel?: () => void;
}

/** Creates or changes a schedule. */
export function ScheduleForm({ project, schedule, done, cancel }: FormProps) {
  const [name, setName] = useState(schedule?.name ?? NEW.name);
  const [isCron, setIsCron] = useState((schedule?.interval ?? null) === null);
  const [cron, setCron] = useState(schedule?.cron ?? NEW.cron);
  const [interval, setInterval] = useState(schedule?.interval ?? NEW.interval);
  const [zone, setZone] = useState(schedule?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [branch, setBranch] = useState(schedule?.branch ?? NEW.branch);
  const [overlap, setOverlap] = useState<Schedule['overlap']>(schedule?.overlap ?? NEW.overlap);
  const [unchanged, setUnchanged] = useState(schedule?.unchanged ?? NEW.unchanged);
  const isNew = schedule === undefined;
  const fields = [
    ...(isNew ? ([['Name', name, setName]] as const) : []),
    ...(isCron
      ? ([
          ['Cron', cron, setCron],
          ['Time zone', zone, setZone],
        ] as const)
      : ([['Interval', interval, setInterval]] as const)),
    ['Branch', branch, setBranch],
  ] as const;
  const save = async () => {
    const kept = schedule === undefined ? {} : keptOf(schedule);
    const timing = isCron ? { cron, time_zone: zone } : { interval };
    await api.putSchedule(project, name, { ...kept, ...timing, branch, overlap, unchanged });
    await done();
  };
  return (
    <section className="card form" aria-label={isNew ? 'New schedule' : `Edit ${name}`}>
      <h2>{isNew ? 'New schedule' : `Edit ${name}`}</h2>
      <div className="fields">
        <label>
          When
          <select
            value={isCron ? 'cron' : 'interval'}
            onChange={({ target }) => setIsCron(target.value === 'cron')}
          >
            <option value="cron">cron expression</option>
            <option value="interval">interval</option>
          </select>
        </label>
        {fields.map(([label, value, set]) => (
          <label key={label}>
            {label}
            <input value={value} onChange={({ target }) => set(target.value)} />
          </label>
        ))}
        <label>
          If the previous run lasts
          <select
            value={overlap}
            onChange={({ target: { value } }) => (isOverlap(value) ? setOverlap(value) : undefined)}
          >
            {Object.entries(OVERLAPS).map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <label>
          If nothing changed
          <select
            value={unchanged}
            onChange={({ target }) => setUnchanged(target.value === 'none' ? 'none' : 'noop')}
          >
            <option value="noop">build again</option>
            <option value="none">record no build</option>
          </select>
        </label>
      </div>
      <div className="actions">
        <Action className="main" work={save}>
          {isNew ? 'Create schedule' : 'Save'}
        </Action>
        {cancel === undefined ? null : (
          <button type="button" onClick={cancel}>
            Discard
          </button>
        )}
      </div>
    </section>
  );
}

/** Settings that stay as they are: a schedule is replaced as a whole. */
function keptOf({ targets, catchup_window, paused, note }: Schedule) {
  return { targets, catchup_window, paused, note };
}
