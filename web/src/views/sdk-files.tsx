import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, query } from '../api.ts';
import { bytes } from '../format.ts';
import { Prose } from '../prose.tsx';
import { Copy, Empty, Loaded } from '../ui.tsx';

interface FilesProps {
  readonly project: string;
  readonly target: string;
  readonly sha: string;
  readonly files: readonly string[];
  readonly path: string | undefined;
}

/** The files of a commit beside one that is shown. */
export function Files({ project, target, sha, files, path }: FilesProps) {
  const [search, setSearch] = useState('');
  const shown = path ?? files.find((name) => /^readme\.md$/i.test(name)) ?? files[0];
  const isSearched = search !== '';
  const found = files.filter((name) => name.toLowerCase().includes(search.toLowerCase()));
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
        {isSearched ? (
          <ul>
            {found.slice(0, 200).map((name) => (
              <li key={name}>
                <FileLink name={name} label={name} isShown={name === shown} />
              </li>
            ))}
          </ul>
        ) : (
          <Folder files={files} prefix="" shown={shown} />
        )}
      </aside>
      <div className="grow">
        {shown === undefined ? (
          <Empty title="This commit has no files" />
        ) : (
          <FileContent project={project} target={target} sha={sha} path={shown} />
        )}
      </div>
    </div>
  );
}

function Folder({
  files,
  prefix,
  shown,
}: {
  files: readonly string[];
  prefix: string;
  shown: string | undefined;
}) {
  const inside = files.filter((name) => name.startsWith(prefix));
  const names = new Map<string, boolean>();
  for (const name of inside) {
    const [first = '', ...rest] = name.slice(prefix.length).split('/');
    names.set(first, (names.get(first) ?? false) || rest.length > 0);
  }
  const sorted = [...names].sort(
    ([a, aFolder], [b, bFolder]) => Number(bFolder) - Number(aFolder) || a.localeCompare(b),
  );
  return (
    <ul>
      {sorted.map(([name, isFolder]) => (
        <li key={name}>
          {isFolder ? (
            <LazyFolder files={inside} prefix={`${prefix}${name}/`} name={name} shown={shown} />
          ) : (
            <FileLink name={prefix + name} label={name} isShown={prefix + name === shown} />
          )}
        </li>
      ))}
    </ul>
  );
}

/** A folder whose files are rendered when it is opened: an SDK may have thousands. */
function LazyFolder(props: {
  files: readonly string[];
  prefix: string;
  name: string;
  shown: string | undefined;
}) {
  const { files, prefix, name, shown } = props;
  const [isOpen, setOpen] = useState(shown?.startsWith(prefix) ?? false);
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary data-row>{name}</summary>
      {isOpen ? <Folder files={files} prefix={prefix} shown={shown} /> : null}
    </details>
  );
}

function FileLink({ name, label, isShown }: { name: string; label: string; isShown: boolean }) {
  return (
    <Link
      from="/projects/$project/sdks/$target"
      to="/projects/$project/sdks/$target"
      search={(before) => ({ ...before, path: name })}
      resetScroll={false}
      data-row
      aria-current={isShown ? 'page' : undefined}
      className={isShown ? 'shown' : ''}
    >
      {label}
    </Link>
  );
}

function FileContent({
  project,
  target,
  sha,
  path,
}: {
  project: string;
  target: string;
  sha: string;
  path: string;
}) {
  const file = useQuery({
    queryKey: ['file', project, target, sha, path],
    queryFn: () => api.file(project, target, sha, path),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <section className="file-view" aria-label={path}>
      <p className="file-head">
        <code className="grow">{path}</code>
        {file.data === undefined ? null : <span className="soft">{bytes(file.data.size)}</span>}
        {file.data?.content == null ? null : <Copy text={file.data.content} />}
      </p>
      <Loaded query={file} rows={12}>
        {({ content }) =>
          content === null ? (
            <p className="soft pad">A binary or very large file.</p>
          ) : path.toLowerCase().endsWith('.md') ? (
            <Prose
              text={content}
              fileAddress={(name) =>
                `/projects/${project}/sdks/${target}${query({ ref: sha, path: resolvePath(path, name) })}`
              }
            />
          ) : (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard
            <pre className="source" tabIndex={0}>
              {content}
            </pre>
          )
        }
      </Loaded>
    </section>
  );
}

/** A path in a file, relative to the root of the repository. */
function resolvePath(from: string, name: string): string {
  return new URL(name, `http://repository/${from}`).pathname.slice(1);
}
