import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../api.ts';
import { SearchedList } from '../searched-list.tsx';
import { ProjectHead } from '../shell.tsx';
import { Action, Ago, Badge, Empty, Loaded } from '../ui.tsx';

const FROM = '/signed-in/projects/$project/adoptions/$target';

/** Adoptions of a target, and the form for a new one. */
export function AdoptionsView() {
  const { project, target } = useParams({ from: FROM });
  const navigate = useNavigate();
  const described = useQuery({ queryKey: ['project', project], queryFn: () => api.project(project) });
  const query = useQuery({
    queryKey: ['adoptions', project, target],
    queryFn: () => api.adoptions(project, target),
    refetchInterval: 5_000,
  });
  const names = [...new Set([target, ...(described.data?.targets ?? [])])];
  return (
    <>
      <ProjectHead title="Adoptions" project={project} />
      <div className="filters">
        <label>
          <span className="hidden">Target</span>
          <select
            value={target}
            onChange={({ target: { value } }) =>
              void navigate({
                to: '/projects/$project/adoptions/$target',
                params: { project, target: value },
              })
            }
          >
            {names.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      </div>
      <Loaded query={query}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title={`No repository was adopted for ${target}`}>
              <p>
                An existing repository of your team can become the SDK repository, with its history and custom
                code.
              </p>
            </Empty>
          ) : (
            <SearchedList
              rows={data}
              what="adoptions"
              textOf={({ repository, project_branch, state }) => `${repository} ${project_branch} ${state}`}
            >
              {({ id, repository, project_branch, state, created_at }) => (
                <li key={id}>
                  <div className="grow">
                    <Link
                      to="/projects/$project/adoptions/$target/$id"
                      params={{ project, target, id }}
                      className="name"
                      data-row
                    >
                      {repository}
                    </Link>
                    <p className="soft">
                      into <span className="tag">{project_branch}</span> · <Ago time={created_at} />
                    </p>
                  </div>
                  <Badge state={state} />
                </li>
              )}
            </SearchedList>
          )
        }
      </Loaded>
      <NewAdoption key={target} project={project} target={target} />
    </>
  );
}

function NewAdoption({ project, target }: { project: string; target: string }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [repository, setRepository] = useState('');
  const [branch, setBranch] = useState('');
  const [base, setBase] = useState('');
  const [projectBranch, setProjectBranch] = useState('main');
  const fields = [
    ['Repository', repository, setRepository, 'owner/name or a URL'],
    ["The team's branch", branch, setBranch, 'its default branch'],
    ['Commit of generated code', base, setBase, 'Kiln looks for it'],
    ['Project branch', projectBranch, setProjectBranch, 'main'],
  ] as const;
  const plan = async () => {
    const { id } = await api.adopt(project, target, {
      repository,
      branch: branch === '' ? null : branch,
      base: base === '' ? null : base,
      project_branch: projectBranch,
    });
    await client.invalidateQueries({ queryKey: ['adoptions', project, target] });
    await navigate({ to: '/projects/$project/adoptions/$target/$id', params: { project, target, id } });
  };
  return (
    <section className="card form">
      <h2>Plan an adoption</h2>
      <p className="soft">A plan changes nothing.</p>
      <div className="fields">
        {fields.map(([label, value, set, placeholder]) => (
          <label key={label}>
            {label}
            <input value={value} placeholder={placeholder} onChange={({ target: { value } }) => set(value)} />
          </label>
        ))}
      </div>
      <Action className="main" work={plan}>
        Plan
      </Action>
    </section>
  );
}
