import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../api.ts';
import { Ago, Copy, Loaded } from '../ui.tsx';

interface VersionsProps {
  readonly project: string;
  readonly target: string;
  /** The branch whose versions are listed. */
  readonly at: string;
  /** The commit that is shown. */
  readonly shown: string | undefined;
}

/** The tags of an SDK's repository and the versions of a branch; loaded when they are opened. */
export function Versions({ project, target, at, shown }: VersionsProps) {
  const [isOpen, setOpen] = useState(false);
  const versions = useQuery({
    queryKey: ['versions', project, target, at],
    queryFn: () => api.versions(project, target, at),
    enabled: isOpen,
  });
  return (
    <details className="versions" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary data-row>Versions</summary>
      {isOpen ? (
        <Loaded query={versions} rows={3}>
          {({ data, has_more }) =>
            data.length === 0 ? (
              <p className="soft">No commit of {at} names a version.</p>
            ) : (
              <ul className="list">
                {data.map(({ name, tagged, commit, at: time, install_command }) => (
                  <li key={name} className="version">
                    <Link
                      to="/projects/$project/sdks/$target"
                      params={{ project, target }}
                      search={{ ref: commit }}
                      className="name"
                      data-row
                      aria-current={commit === shown ? 'page' : undefined}
                    >
                      {name}
                    </Link>
                    {tagged ? <span className="badge quiet">tag</span> : null}
                    <span className="soft">
                      <code>{commit.slice(0, 7)}</code> <Ago time={time} />
                    </span>
                    <code className="grow command-text">{install_command ?? ''}</code>
                    {install_command === null ? null : <Copy text={install_command} label={`Copy ${name}`} />}
                  </li>
                ))}
                {has_more ? <li className="soft">and older ones</li> : null}
              </ul>
            )
          }
        </Loaded>
      ) : null}
    </details>
  );
}
