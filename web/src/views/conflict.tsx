import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type ConflictDetail, type FileResolution } from '../api.ts';
import { Head, ProjectTabs, useSession } from '../shell.tsx';
import { Action, Ago, CommandLine, Loaded } from '../ui.tsx';
import { File } from './conflict-file.tsx';

const FROM = '/signed-in/projects/$project/conflicts/$target/$number';

/** How often an open conflict is fetched again, in ms. */
const OPEN_MS = 3_000;

export function ConflictView() {
  const { project, target, number } = useParams({ from: FROM });
  const query = useQuery({
    queryKey: ['conflict', project, target, number],
    queryFn: () => api.conflict(project, target, Number(number)),
    // It may be resolved elsewhere, such as by a push.
    refetchInterval: ({ state: { data } }) =>
      data === undefined || data.status === 'closed' ? false : OPEN_MS,
  });
  return (
    <>
      <Head
        title={`Conflict ${number} of ${target}`}
        project={project}
        crumbs={
          <>
            <Link to="/">Projects</Link>
            <Link to="/projects/$project" params={{ project }}>
              {project}
            </Link>
            <Link to="/projects/$project/conflicts" params={{ project }}>
              Conflicts
            </Link>
          </>
        }
      />
      <ProjectTabs project={project} />
      <Loaded query={query}>{(conflict) => <Conflict conflict={conflict} />}</Loaded>
    </>
  );
}

function Conflict({ conflict }: { conflict: ConflictDetail }) {
  const { project, target, number, status, files, branch, repo, opened_at, opened_by, closed_by } = conflict;
  const client = useQueryClient();
  const org = useSession()?.org ?? repo.owner;
  const [resolutions, setResolutions] = useState<Readonly<Record<string, FileResolution>>>({});
  const [continued, setContinued] = useState<string | null>(null);
  const open = files.filter(({ resolved }) => !resolved);
  const chosen = open.filter(({ path }) => resolutions[path] !== undefined).length;
  const set = (path: string, resolution: FileResolution | undefined) =>
    setResolutions(({ [path]: _before, ...others }) =>
      resolution === undefined ? others : { ...others, [path]: resolution },
    );
  const send = async () => {
    const files = Object.fromEntries(
      open.flatMap(({ path }) => {
        const resolution = resolutions[path];
        return resolution === undefined ? [] : [[path, resolution]];
      }),
    );
    const answer = await api.resolve(project, target, number, { files });
    setContinued(answer.continued_build);
    setResolutions({});
    await client.invalidateQueries({ queryKey: ['conflict', project, target] });
  };
  const clone = `${window.location.origin}/git/${org}/${repo.name}.git`;
  return (
    <>
      <p className="facts">
        <span className={`badge ${status === 'open' ? 'warn' : 'good'}`}>{status}</span>
        <span className="fact">
          branch <span className="tag">{branch}</span>
        </span>
        <span className="fact soft">
          opened <Ago time={opened_at} /> by{' '}
          <Link to="/builds/$id" params={{ id: opened_by }} search={{ target }}>
            a build
          </Link>
        </span>
        {closed_by === null ? null : (
          <Link className="fact" to="/builds/$id" params={{ id: closed_by }} search={{ target }}>
            closed by a build
          </Link>
        )}
      </p>
      {continued === null ? null : (
        <p className="note good" role="status">
          Resolved.{' '}
          <Link to="/builds/$id" params={{ id: continued }} search={{ target }}>
            Resumed build
          </Link>
        </p>
      )}
      {files.map((file) => (
        <File
          key={file.path}
          file={file}
          isOpen={status === 'open'}
          resolution={resolutions[file.path]}
          set={(one) => set(file.path, one)}
        />
      ))}
      {status !== 'open' ? null : (
        <div className="resolve">
          <Action className="main" work={send} isOff={chosen === 0}>
            Resolve {chosen} of {open.length} {open.length === 1 ? 'file' : 'files'}
          </Action>
          <p className="soft">
            Choose a side of each conflict; the result is committed to <code>{repo.branch}</code>. Once every
            file is resolved, the waiting build resumes at the commit step.
          </p>
        </div>
      )}
      {status !== 'open' ? null : (
        <section>
          <h2>With Git</h2>
          <CommandLine
            text={[
              `git clone ${clone} && cd ${repo.name}`,
              `git checkout ${repo.branch}`,
              '# edit the marked files, then',
              'git commit --all --message "Resolve the conflict"',
              'git push',
            ].join('\n')}
          />
          <p className="soft under">Git asks for a password: an API key. The user name may be anything.</p>
        </section>
      )}
    </>
  );
}
