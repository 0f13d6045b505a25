import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { api } from '../api.ts';
import { ProjectHead } from '../shell.tsx';
import { CommandLine, Loaded } from '../ui.tsx';
import { Files } from './sdk-files.tsx';
import { Versions } from './sdk-versions.tsx';

const FROM = '/signed-in/projects/$project/sdks/$target';

export function SdkView() {
  const { project, target } = useParams({ from: FROM });
  const { ref = 'main', path } = useSearch({ from: FROM });
  const navigate = useNavigate({ from: '/projects/$project/sdks/$target' });
  const builds = useQuery({ queryKey: ['builds', project, 'all'], queryFn: () => api.builds(project, {}) });
  const branches = useQuery({ queryKey: ['branches', project], queryFn: () => api.branches(project) });
  const files = useQuery({
    queryKey: ['files', project, target, ref],
    queryFn: () => api.files(project, target, ref),
    retry: false,
  });
  const names = [
    ...new Set(builds.data?.data.flatMap(({ targets }) => targets.map(({ target }) => target)) ?? [target]),
  ];
  const latest = builds.data?.data.find(
    (build) => build.branch === 'main' && build.targets.some((one) => one.target === target),
  );
  const summary = useQuery({
    queryKey: ['summary', latest?.id],
    queryFn: () => api.summary(latest?.id ?? ''),
    enabled: latest !== undefined,
  });
  const install = summary.data?.targets[target];
  const isCommit = /^[0-9a-f]{40}$/.test(ref);
  const refs = branches.data?.data.map(({ branch }) => branch) ?? ['main'];
  return (
    <>
      <ProjectHead title={`${project} for ${target}`} project={project} />
      <div className="filters">
        <label>
          <span className="hidden">Target</span>
          <select
            value={target}
            onChange={({ target: { value } }) =>
              void navigate({
                to: '/projects/$project/sdks/$target',
                params: { project, target: value },
                search: {},
              })
            }
          >
            {names.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          <span className="hidden">Branch</span>
          <select
            value={ref}
            onChange={({ target: { value } }) => void navigate({ search: { ref: value, path } })}
          >
            {isCommit ? <option value={ref}>commit {ref.slice(0, 7)}</option> : null}
            {[...new Set([...(isCommit ? [] : [ref]), ...refs])].map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        {files.data === undefined ? null : (
          <span className="soft">
            commit <code>{files.data.sha.slice(0, 7)}</code>, {files.data.files.length} files
          </span>
        )}
      </div>
      {install?.install_command == null ? null : (
        <section className="install" aria-label="Install">
          <CommandLine text={install.install_command} />
        </section>
      )}
      <Versions
        key={`${project} ${target}`}
        project={project}
        target={target}
        at={isCommit ? 'main' : ref}
        shown={files.data?.sha}
      />
      <Loaded query={files} rows={10}>
        {({ sha, files }) => <Files project={project} target={target} sha={sha} files={files} path={path} />}
      </Loaded>
    </>
  );
}
