import { Link, useNavigate } from '@tanstack/react-router';
import type { BuildDetails } from '../../../src/contract/page.ts';
import { api } from '../api.ts';
import { toneOf, wordOf } from '../format.ts';
import { Head } from '../shell.tsx';
import { Action, Badge } from '../ui.tsx';

interface LogHeadProps {
  readonly id: string;
  readonly target: string;
  readonly step: string;
  /** The attempt that is shown; undefined: the one that counts. */
  readonly attempt: number | undefined;
  readonly build: BuildDetails | undefined;
  readonly state: string | null;
  readonly canRetry: boolean;
}

/** The header of a log, with tabs for the logs of the target's other checks, and those of earlier attempts. */
export function LogHead({ id, target, step, attempt, build, state, canRetry }: LogHeadProps) {
  const navigate = useNavigate();
  const steps = build?.targets.find((one) => one.target === target)?.steps ?? [];
  const about = steps.find((one) => one.step === step);
  const earlier = about?.earlier.filter(({ has_log }) => has_log) ?? [];
  return (
    <>
      <Head
        title={`${target} ${step}`}
        project={build?.project}
        crumbs={
          <>
            <Link to="/">Projects</Link>
            {build === undefined ? (
              <span>…</span>
            ) : (
              <Link to="/projects/$project" params={{ project: build.project }}>
                {build.project}
              </Link>
            )}
            <Link to="/builds/$id" params={{ id }} search={{ target }}>
              {build?.commit_message?.split('\n', 1)[0] ?? 'Build'}
            </Link>
          </>
        }
      >
        {state === null ? null : <Badge state={state} />}
        {canRetry ? (
          <Action
            work={async () => {
              await api.retry(id, target, step);
              await navigate({ to: '/builds/$id', params: { id }, search: { target } });
            }}
          >
            Retry {step}
          </Action>
        ) : null}
      </Head>
      <nav aria-label="Logs" className="tabs">
        {steps
          .filter(({ has_log, step: name }) => has_log || name === step)
          .map(({ step }) => (
            <Link
              key={step}
              to="/builds/$id/$target/$step"
              params={{ id, target, step }}
              activeOptions={{ includeSearch: false }}
            >
              {step}
            </Link>
          ))}
      </nav>
      {about === undefined || earlier.length === 0 ? null : (
        <ul className="attempts" aria-label="Attempts">
          {[...earlier, { attempt: about.attempt, conclusion: about.conclusion ?? about.status }].map(
            (one) => {
              const isLast = one.attempt === about.attempt;
              const isShown = isLast ? attempt === undefined : one.attempt === attempt;
              return (
                <li key={one.attempt}>
                  <Link
                    to="/builds/$id/$target/$step"
                    params={{ id, target, step }}
                    search={isLast ? {} : { attempt: one.attempt }}
                    className={`chip ${toneOf(one.conclusion ?? 'cancelled')}`}
                    aria-current={isShown ? 'page' : undefined}
                  >
                    attempt {one.attempt}: {wordOf(one.conclusion ?? 'cancelled')}
                  </Link>
                </li>
              );
            },
          )}
        </ul>
      )}
    </>
  );
}
