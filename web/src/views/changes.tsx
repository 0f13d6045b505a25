import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { BuildDetails } from '../../../src/contract/page.ts';
import { api } from '../api.ts';
import { Coded } from '../coded.tsx';
import { patchQuery } from '../queries.ts';
import { Empty, Loaded } from '../ui.tsx';
import { BuildHead, LoadedBuild, useBuild } from './build-head.tsx';

export function ChangesView() {
  const { id } = useParams({ from: '/signed-in/builds/$id/changes' });
  const query = useBuild(id);
  return (
    <LoadedBuild query={query}>
      {(build) => (
        <>
          <BuildHead build={build} />
          <Changes build={build} />
        </>
      )}
    </LoadedBuild>
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
                  {nameOf(commit_message, branch)} · {new Date(created_at).toLocaleString()}
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
        {build.targets.map(({ target, sha }) => (
          <li key={target} className="change-sdk">
            <span className="grow">{target}</span>
            {sha === null ? (
              <span className="soft">no commit</span>
            ) : (
              <SdkChange id={build.id} target={target} sha={sha} base={base ?? undefined} />
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

/** What changed in an SDK since the base; without one, since the commit before. */
function SdkChange({
  id,
  target,
  sha,
  base,
}: {
  id: string;
  target: string;
  sha: string;
  base: string | undefined;
}) {
  const { data: files, error } = useQuery({ ...patchQuery(id, target, sha, base), retry: false });
  if (error !== null) return <span className="soft">{error.message}</span>;
  if (files === undefined) return <span className="soft">…</span>;
  if (files.length === 0) return <span className="soft">unchanged</span>;
  const sum = (of: 'additions' | 'deletions') => files.reduce((total, file) => total + file[of], 0);
  return (
    <Link to="/builds/$id/$target/diff" params={{ id, target }} search={{ base }} data-row>
      {files.length} {files.length === 1 ? 'file' : 'files'} changed{' '}
      <span className="plus">+{sum('additions')}</span> <span className="minus">−{sum('deletions')}</span>
    </Link>
  );
}

const nameOf = (message: string | null, branch: string) =>
  message === null ? `Build of ${branch}` : `${message.split('\n', 1)[0]} (${branch})`;

const isBreaking = (section: string) => section.startsWith('BREAKING');

/** The sections of a commit message about changes (docs/api.md). */
function ChangeList({ message }: { message: string }) {
  const [title = '', ...all] = message.trim().split(/\n\n/);
  // What must be acted on comes first; in a commit message it is a footer.
  const sections = all.toSorted((a, b) => Number(isBreaking(b)) - Number(isBreaking(a)));
  return (
    <div className="changes">
      <p className="message">{title}</p>
      {sections.map((section) => {
        const [head = '', ...rest] = section.split('\n');
        // A single change is on the line of its heading.
        const lines =
          isBreaking(section) && rest.length === 0 ? [head.replace('BREAKING CHANGE: ', '')] : rest;
        return (
          <section key={head} className={isBreaking(section) ? 'breaking' : ''}>
            <h2>
              {isBreaking(section) ? 'Breaking: code that uses these must change' : head.replace(/:$/, '')}
            </h2>
            <ul>
              {lines.map((line, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two schemas may have the same change
                <li key={i} className={line.startsWith('  ') ? 'inner' : ''}>
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
      <Coded text={words} /> {isBreaking ? <span className="badge bad">breaking</span> : null}
    </>
  );
}
