import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api, type BuildDiagnostic } from '../api.ts';
import { Coded } from '../coded.tsx';
import { type Excerpt, excerptOf } from '../excerpt.ts';
import { useLiveBuild } from '../live.ts';
import { Prose } from '../prose.tsx';
import { SearchedList } from '../searched-list.tsx';
import { Empty, Loaded } from '../ui.tsx';
import { BuildHead, LoadedBuild, useBuild } from './build-head.tsx';
import { Ignore } from './ignore.tsx';

export function DiagnosticsView() {
  const { id } = useParams({ from: '/signed-in/builds/$id/diagnostics' });
  const isLost = useLiveBuild(id);
  const query = useBuild(id);
  const build = query.data;
  const found = useQuery({
    queryKey: ['diagnostics', id, build?.completed_at ?? null],
    queryFn: () => api.diagnostics(id),
    enabled: build !== undefined,
  });
  const files = useQuery({
    queryKey: ['configs', build?.config_commit],
    queryFn: () => api.configs(build?.project ?? '', build?.config_commit ?? ''),
    enabled: build !== undefined,
    retry: false,
  });
  return (
    <>
      <LoadedBuild query={query}>{(build) => <BuildHead build={build} isLost={isLost} />}</LoadedBuild>
      {build === undefined ? null : (
        <Loaded query={found} rows={5}>
          {({ data, hasMore }) =>
            data.length === 0 ? (
              <Empty title="No diagnostics">
                <p>The description and the config file have no problems.</p>
              </Empty>
            ) : (
              <>
                <p className="soft">
                  {counted(data)}
                  {hasMore ? ' and more' : ''}
                </p>
                <SearchedList
                  className="diagnostics"
                  rows={data.map((found, key) => ({ key, found }))}
                  what="diagnostics"
                  textOf={({ found }) =>
                    [found.level, found.code, found.message, found.oas_ref, found.config_ref].join(' ')
                  }
                >
                  {({ key, found }) => (
                    <Diagnostic key={key} found={found} excerpt={excerptOf(found, files.data ?? {})}>
                      {found.ignored || found.level === 'fatal' ? null : (
                        <Ignore build={build} found={found} />
                      )}
                    </Diagnostic>
                  )}
                </SearchedList>
              </>
            )
          }
        </Loaded>
      )}
    </>
  );
}

function counted(all: readonly BuildDiagnostic[]): string {
  const levels = ['fatal', 'error', 'warning', 'note'] as const;
  return levels
    .flatMap((level) => {
      const count = all.filter((one) => one.level === level && !one.ignored).length;
      return count === 0 ? [] : [`${count} ${level}${count === 1 || level === 'fatal' ? '' : 's'}`];
    })
    .concat(
      all.some(({ ignored }) => ignored) ? [`${all.filter(({ ignored }) => ignored).length} ignored`] : [],
    )
    .join(', ');
}

export function Diagnostic({
  found,
  excerpt,
  children,
}: {
  found: BuildDiagnostic;
  excerpt: Excerpt | null;
  /** The actions for a diagnostic. */
  children?: ReactNode;
}) {
  const { code, level, message, more, ignored, config_ref, oas_ref } = found;
  const tone = ignored ? 'quiet' : level === 'warning' ? 'warn' : level === 'note' ? 'quiet' : 'bad';
  return (
    <li className={`diagnostic ${tone}`} data-row tabIndex={-1}>
      <p className="what">
        <strong>{level}</strong>
        <code>{code}</code>
        {ignored ? <span className="badge quiet">ignored</span> : null}
      </p>
      <p className="message">
        <Coded text={message} />
      </p>
      {excerpt === null ? null : (
        <figure>
          <figcaption>
            {excerpt.path}:{excerpt.line}
          </figcaption>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard */}
          <pre tabIndex={0}>
            {excerpt.lines.map(({ number, text }) => (
              <span key={number} className={number === excerpt.line ? 'marked' : ''}>
                <i>{number}</i>
                {text}
                {'\n'}
              </span>
            ))}
          </pre>
        </figure>
      )}
      {[oas_ref, config_ref].map((ref) =>
        ref === undefined ? null : (
          <p key={ref} className="soft">
            at <code>{ref}</code>
          </p>
        ),
      )}
      {more === null ? null : <Prose text={more.markdown} />}
      {children}
    </li>
  );
}
