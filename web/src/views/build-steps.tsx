import { Link } from '@tanstack/react-router';
import type { BuildDetails, StepDetails, TargetDetails } from '../../../src/contract/page.ts';
import { api } from '../api.ts';
import { duration, toneOf, wordOf } from '../format.ts';
import { Action, Badge, Elapsed } from '../ui.tsx';
import { CHECKS } from './build-state.ts';

interface StepsProps {
  readonly build: BuildDetails;
  readonly target: TargetDetails;
  readonly isRunning: boolean;
  readonly refresh: () => Promise<void>;
}

/** The steps of a target, each with its result, its earlier attempts and its actions. */
export function Steps({ build: { id }, target, isRunning, refresh }: StepsProps) {
  const { target: name } = target;
  return (
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
              {step.attempt > 1 ? (
                <small className="soft">
                  {' '}
                  attempt {step.attempt}
                  {step.retried_by === null ? null : `, by ${step.retried_by}`}
                </small>
              ) : null}
            </th>
            <td>
              <Badge state={step.status === 'completed' ? (step.conclusion ?? 'success') : step.status} />
              {step.note === null ? null : <p className="soft step-note">{step.note}</p>}
              {step.earlier.map((one) => (
                <Earlier key={one.attempt} id={id} target={name} step={step.step} attempt={one} />
              ))}
            </td>
            <td>
              <Elapsed from={step.started_at} to={step.completed_at} />
            </td>
            <td className="row-actions">
              <div className="actions">
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
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface EarlierProps {
  readonly id: string;
  readonly target: string;
  readonly step: string;
  readonly attempt: StepDetails['earlier'][number];
}

/** One line about an attempt before the one that counts. */
function Earlier({ id, target, step, attempt }: EarlierProps) {
  const { attempt: number, retried_by, conclusion, note, started_at, completed_at, has_log } = attempt;
  const took =
    completed_at === null ? '' : ` after ${duration(Date.parse(completed_at) - Date.parse(started_at))}`;
  return (
    <p className="soft step-note" title={note ?? undefined}>
      attempt {number}
      {retried_by === null ? null : `, by ${retried_by}`}: {wordOf(conclusion ?? 'cancelled')}
      {took}{' '}
      {has_log ? (
        <Link to="/builds/$id/$target/$step" params={{ id, target, step }} search={{ attempt: number }}>
          its log
        </Link>
      ) : null}
    </p>
  );
}
