import { z } from 'zod';
import { BranchName } from './builds.ts';
import { SdkTargetName } from './target-schemas.ts';

export const ScheduleName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'must be 1 to 63 of a-z, 0-9 and - (not at its ends)');

const MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const UNITS = ['d', 'h', 'm', 's'] as const;
const isUnit = (text: string): text is keyof typeof MS => text in MS;

/** Milliseconds of a duration such as `10s` or `6h`; null if it is invalid. */
export function durationMs(text: string): number | null {
  const [, amount = '', unit = ''] = /^(\d{1,9})([a-z])$/.exec(text) ?? [];
  return isUnit(unit) ? Number(amount) * MS[unit] : null;
}

/** The inverse, in the largest unit that divides it. */
export function durationText(ms: number): string {
  const unit = UNITS.find((candidate) => ms % MS[candidate] === 0) ?? 's';
  return `${Math.round(ms / MS[unit])}${unit}`;
}

/** A duration from `least` to `most`, which are written like durations. */
function Duration(least: string, most: string) {
  return z.string().refine((text) => {
    const ms = durationMs(text);
    return ms !== null && ms >= (durationMs(least) ?? 0) && ms <= (durationMs(most) ?? 0);
  }, `must be from ${least} to ${most}: a whole number and s, m, h or d, e.g. 10s or 6h`);
}

/** Five fields, so that no cron runs more often than once a minute. */
const Cron = z
  .string()
  .max(200)
  .regex(
    /^(@(yearly|monthly|weekly|daily|hourly)|[\w*/,-]+( +[\w*/,-]+){4})$/,
    'must have five fields (minute, hour, day of month, month, day of week), or be @hourly, @daily, @weekly, @monthly or @yearly',
  );

const TimeZone = z
  .string()
  .max(100)
  .refine((zone) => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
    } catch {
      return false;
    }
  }, 'is not a time zone of the IANA list, e.g. Europe/Berlin');

/** Temporal's overlap policies: what happens to a run that is due while the previous one is running. */
export const Overlap = z.enum([
  'skip',
  'buffer_one',
  'buffer_all',
  'cancel_other',
  'terminate_other',
  'allow_all',
]);
export type Overlap = z.infer<typeof Overlap>;

/** What a run does if the config files are unchanged since the branch's latest build. */
export const Unchanged = z.enum(['noop', 'none']);
export type Unchanged = z.infer<typeof Unchanged>;

const Note = z.string().max(1000);

export const PutScheduleBody = z
  .strictObject({
    cron: Cron.nullish(),
    interval: Duration('10s', '365d').nullish(),
    time_zone: TimeZone.default('UTC').describe('Of cron.'),
    branch: BranchName.default('main'),
    targets: z.array(SdkTargetName).min(1).max(100).nullish().describe('By default all configured targets.'),
    unchanged: Unchanged.default('noop').describe(
      'If nothing changed since the latest build of the branch: build again, which ends in noop commits, or record no build.',
    ),
    overlap: Overlap.default('skip').describe(
      'What to do while the build of the previous run is still running.',
    ),
    catchup_window: Duration('10s', '365d')
      .default('10m')
      .describe('How late a run may start if it was missed while Temporal was down.'),
    paused: z.boolean().default(false),
    note: Note.default(''),
  })
  .refine(({ cron, interval }) => (cron == null) !== (interval == null), {
    path: ['cron'],
    message: 'send either cron or interval, and not both',
  })
  .meta({ id: 'PutSchedule' });
export type PutScheduleBody = z.infer<typeof PutScheduleBody>;

export const TriggerBody = z.object({ overlap: Overlap.default('allow_all') }).nullish();
export const NoteBody = z.object({ note: Note.optional() }).nullish();
export const BackfillBody = z
  .object({
    start: z.iso.datetime({ offset: true }),
    end: z.iso.datetime({ offset: true }),
    overlap: Overlap.default('buffer_all'),
  })
  .refine(({ start, end }) => Date.parse(start) < Date.parse(end), {
    path: ['end'],
    message: 'must be later than start',
  });

export const ScheduleRun = z
  .object({
    scheduled_at: z.string(),
    started_at: z.string().nullable(),
    workflow_id: z.string(),
    build: z.string().nullable().describe('Null if no build was recorded, or not yet.'),
  })
  .meta({ id: 'ScheduleRun' });
export type ScheduleRun = z.infer<typeof ScheduleRun>;

export const Schedule = z
  .object({
    object: z.literal('schedule'),
    org: z.string(),
    project: z.string(),
    name: z.string(),
    schedule_id: z.string().describe('Id of the Schedule in Temporal.'),
    cron: z.string().nullable(),
    interval: z.string().nullable(),
    time_zone: z.string(),
    branch: z.string(),
    targets: z.array(SdkTargetName).nullable(),
    unchanged: Unchanged,
    overlap: Overlap,
    catchup_window: z.string(),
    paused: z.boolean(),
    note: z.string(),
    next_runs: z.array(z.string()),
    last_runs: z.array(ScheduleRun).describe('Newest first, at most 10.'),
    runs_started: z.int(),
    runs_skipped: z.int().describe('Because of overlap.'),
    runs_missed: z.int().describe('Because the catch-up window had passed.'),
    created_at: z.string(),
    updated_at: z.string().nullable(),
  })
  .meta({ id: 'Schedule' });
export type Schedule = z.infer<typeof Schedule>;

export const SchedulesList = z.object({ data: z.array(Schedule) }).meta({ id: 'SchedulesList' });
