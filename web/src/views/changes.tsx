import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { BuildDetails } from '../../../src/contract/page.ts';
import { api } from '../api.ts';
import { Empty, Loaded } from '../ui.tsx';
import { BuildHead, useBuild } from './build-head.tsx';

export function ChangesView() {
  const { id } = useParams({ from: '/signed-in/builds/$id/changes' });
  const query = useBuild(id);
  return (
    <Loaded query={query}>
      {(build) => (
        <>
          <BuildHead build={build} />
          <Changes build={build} />
        </>
      )}
    </Loaded>
  );
}

function Changes({ build }: { build: BuildDetails }) {
  const { base = build.previous_build } = useSearch({ from: '/signed-in/builds/$id/changes' });
  const navigate = useNavigate({ from: '/builds/$id/changes' });
  const others = useQuery({
    queryKey: ['builds', build.project, 'all'],
    queryFn: () => api.builds(build.project, {}),
  });
  const changes = useQuery({
    queryKey: ['changes', build.id, base],
    queryFn: () => api.changes(build.id, base ?? ''),
    enabled: base !== null,
    retry: false,
  });
  return (
    <>
      <div className="filters">
        <label>
          Since{' '}
          <select
            value={base ?? ''}
            onChange={({ target }) => void navigate({ search: { base: target.value } })}
          >
            {base === null ? <option value="">no earlier build</option> : null}
            {others.data?.data
              .filter(({ id }) => id !== build.id)
              .map(({ id, branch, commit_message, created_at }) => (
                <option key={id} value={id}>
                  {branch}: {commit_message?.split('\n', 1)[0] ?? id} (
                  {created_at.slice(0, 16).replace('T', ' ')})
                </option>
              ))}
          </select>
        </label>
      </div>
      {base === null ? (
        <Empty title="This is the first build of its branch">
          <p>Choose a build of another branch to compare with.</p>
        </Empty>
      ) : (
        <Loaded query={changes}>
          {({ message }) =>
            message === null ? (
              <Empty title="The description has not changed">
                <p>Any differences come from the config file or the generator.</p>
              </Empty>
            ) : (
              <ChangeList message={message} />
            )
          }
        </Loaded>
      )}
      <h2>In the SDKs</h2>
      <ul className="list">
        {build.targets.map(({ target, additions, deletions }) => (
          <li key={target} className="change-sdk">
            <span className="grow">{target}</span>
            {additions === null || additions + (deletions ?? 0) === 0 ? (
              <span className="soft">unchanged</span>
            ) : (
              <a href={`/builds/${build.id}/${target}/diff`}>
                <span className="plus">+{additions}</span> <span className="minus">−{deletions ?? 0}</span>
              </a>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

/** The sections of a commit message about changes (docs/api.md). */
function ChangeList({ message }: { message: string }) {
  const [title = '', ...sections] = message.trim().split(/\n\n/);
  return (
    <div className="changes">
      <p className="message">{title}</p>
      {sections.map((section) => {
        const [head = '', ...rest] = section.split('\n');
        const isBreaking = head.startsWith('BREAKING');
        // A single change is on the line of its heading.
        const lines = isBreaking && rest.length === 0 ? [head.replace('BREAKING CHANGE: ', '')] : rest;
        return (
          <section key={head} className={isBreaking ? 'breaking' : ''}>
            <h2>{isBreaking ? 'Breaking: code that uses these must change' : head.replace(/:$/, '')}</h2>
            <ul>
              {lines.map((line) => (
                <li key={line} className={line.startsWith('  ') ? 'inner' : ''}>
                  <Line text={line.replace(/^\s*- /, '')} />
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

function Line({ text }: { text: string }) {
  const isBreaking = text.endsWith('(breaking)');
  const words = text.replace(/ \(breaking\)$/, '');
  return (
    <>
      {words.split(/(`[^`]*`)/).map((part, i) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one line
        part.startsWith('`') ? <code key={i}>{part.slice(1, -1)}</code> : part,
      )}{' '}
      {isBreaking ? <span className="badge bad">breaking</span> : null}
    </>
  );
}
