import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { PatchFile } from '../../../src/contract/page.ts';
import { api } from '../api.ts';
import { Patch } from '../patch.tsx';
import { patchQuery } from '../queries.ts';
import { Head } from '../shell.tsx';
import { Copy, Empty, ErrorNote, Loaded } from '../ui.tsx';
import { useBuild } from './build-head.tsx';

/** Number of files whose patch is expanded at first. */
const OPEN_AT_MOST = 40;

export function DiffView() {
  const { id, target } = useParams({ from: '/signed-in/builds/$id/$target/diff' });
  const { base } = useSearch({ from: '/signed-in/builds/$id/$target/diff' });
  const build = useBuild(id).data;
  const sha = build?.targets.find((one) => one.target === target)?.sha ?? '';
  const files = useQuery(patchQuery(id, target, sha, base));
  return (
    <>
      <Head
        title={`${target}: files changed`}
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
        {base === undefined ? null : (
          <Link to="/builds/$id" params={{ id: base }} className="button">
            The build it is compared with
          </Link>
        )}
        {build === undefined || sha === '' ? null : (
          <Link
            to="/projects/$project/sdks/$target"
            params={{ project: build.project, target }}
            search={{ ref: sha }}
            className="button"
          >
            Browse <code>{sha.slice(0, 7)}</code>
          </Link>
        )}
      </Head>
      <Loaded query={files} rows={10}>
        {(all) =>
          all.length === 0 ? (
            <Empty
              title={
                base === undefined ? 'This commit changed no files' : 'No files changed between these builds'
              }
            />
          ) : (
            <Files id={id} target={target} base={base} files={all} />
          )
        }
      </Loaded>
    </>
  );
}

function Files({
  id,
  target,
  base,
  files,
}: {
  id: string;
  target: string;
  base: string | undefined;
  files: readonly PatchFile[];
}) {
  const [search, setSearch] = useState('');
  const shown = files.filter(({ path }) => path.toLowerCase().includes(search.toLowerCase()));
  const sum = (of: 'additions' | 'deletions') => files.reduce((total, file) => total + file[of], 0);
  return (
    <div className="diff">
      <aside aria-label="Files">
        <label className="hidden" htmlFor="file-search">
          Search files
        </label>
        <input
          id="file-search"
          type="search"
          data-search
          placeholder="Search files  ( / )"
          value={search}
          onChange={({ target }) => setSearch(target.value)}
        />
        <p className="soft">
          {files.length} files <span className="plus">+{sum('additions')}</span>{' '}
          <span className="minus">−{sum('deletions')}</span>
        </p>
        <ul>
          {shown.map(({ path, status }) => (
            <li key={path}>
              <a href={`#file-${encodeURIComponent(path)}`} className={status} data-row title={path}>
                <span className="folder">{path.slice(0, path.lastIndexOf('/') + 1)}</span>
                <span>{path.slice(path.lastIndexOf('/') + 1)}</span>
              </a>
            </li>
          ))}
        </ul>
      </aside>
      <div className="grow">
        {shown.map((file, i) => (
          <OneFile
            key={file.path}
            id={id}
            target={target}
            base={base}
            file={file}
            isOpen={i < OPEN_AT_MOST}
          />
        ))}
      </div>
    </div>
  );
}

function OneFile({
  id,
  target,
  base,
  file,
  isOpen,
}: {
  id: string;
  target: string;
  base: string | undefined;
  file: PatchFile;
  isOpen: boolean;
}) {
  const [wanted, setWanted] = useState(false);
  const whole = useQuery({
    queryKey: ['patch', id, target, base ?? '', file.path],
    queryFn: () => api.patch(id, target, { base, path: file.path }),
    enabled: wanted,
  });
  const hunks = file.hunks ?? whole.data?.[0]?.hunks ?? null;
  return (
    <details className="file" open={isOpen} id={`file-${encodeURIComponent(file.path)}`}>
      <summary>
        <span className="path">
          {file.from === null ? '' : `${file.from} → `}
          {file.path}
        </span>
        <span className="soft">{file.status === 'modified' ? '' : file.status}</span>
        <span className="plus">+{file.additions}</span> <span className="minus">−{file.deletions}</span>
      </summary>
      <p className="file-tools">
        <Copy text={file.path} label="Copy path" />
      </p>
      {file.binary ? (
        <p className="soft pad">A binary file.</p>
      ) : hunks === null ? (
        <p className="pad">
          <button
            type="button"
            className="small"
            disabled={wanted && whole.isFetching}
            onClick={() => setWanted(true)}
          >
            Show a long change
          </button>
          {whole.error === null ? null : <ErrorNote error={whole.error} />}
        </p>
      ) : hunks === '' ? (
        <p className="soft pad">Only its name or mode changed.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard
        <div className="scroll" tabIndex={0}>
          <Patch file={{ ...file, hunks }} />
        </div>
      )}
    </details>
  );
}
