import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { EVIDENCE_WORDS, KEPT_WORDS } from '../../../src/contract/adoption-words.ts';
import { type Adoption, api } from '../api.ts';
import { Coded } from '../coded.tsx';
import { Head, ProjectTabs } from '../shell.tsx';
import { Action, Badge, Loaded } from '../ui.tsx';

const FROM = '/signed-in/projects/$project/adoptions/$target/$id';

/** An adoption: its plan in readable form, and the next action. */
export function AdoptionView() {
  const { project, target, id } = useParams({ from: FROM });
  const query = useQuery({
    queryKey: ['adoption', project, target, id],
    queryFn: () => api.adoption(project, target, id),
    refetchInterval: 2_000,
  });
  return (
    <>
      <Head
        title={`Adoption for ${target}`}
        project={project}
        crumbs={
          <>
            <Link to="/">Projects</Link>
            <Link to="/projects/$project" params={{ project }}>
              {project}
            </Link>
            <Link to="/projects/$project/adoptions/$target" params={{ project, target }}>
              Adoptions
            </Link>
          </>
        }
      />
      <ProjectTabs project={project} />
      <Loaded query={query}>
        {(adoption) => (
          <>
            <State adoption={adoption} />
            {adoption.plan === null ? null : <Plan plan={adoption.plan} />}
          </>
        )}
      </Loaded>
    </>
  );
}

function State({ adoption }: { adoption: Adoption }) {
  const { project, target, state, repository, project_branch, note, build, conflict, pull_request } =
    adoption;
  return (
    <>
      <p className="facts">
        <Badge state={state} />
        <span className="fact">{repository}</span>
        <span className="fact">
          into <span className="tag">{project_branch}</span>
        </span>
        {build === null ? null : (
          <Link className="fact" to="/builds/$id" params={{ id: build }} search={{ target }}>
            its build
          </Link>
        )}
        {conflict === null ? null : (
          <Link
            className="fact"
            to="/projects/$project/conflicts/$target/$number"
            params={{ project, target, number: String(conflict) }}
          >
            conflict {conflict}
          </Link>
        )}
        {pull_request === null ? null : (
          <a className="fact" href={pull_request} target="_blank" rel="noreferrer">
            pull request
          </a>
        )}
      </p>
      {note === null ? null : <p className={`note ${adoption.failure === null ? '' : 'bad'}`}>{note}</p>}
      <Next adoption={adoption} />
    </>
  );
}

/** The possible actions; none while Kiln is working. */
function Next({ adoption }: { adoption: Adoption }) {
  const { project, target, id, state, plan, pushed_branch } = adoption;
  const client = useQueryClient();
  const done = () => client.invalidateQueries({ queryKey: ['adoption', project, target, id] });
  if (state === 'planned') {
    const isGuess = plan?.base.confidence === 'guess';
    const confirm = isGuess
      ? 'The base is a guess: edits of generated files may be lost. Carry it out anyway?'
      : undefined;
    return (
      <p className="actions">
        <Action
          className="main"
          confirm={confirm}
          work={() => api.carryOut(project, target, id, isGuess).then(done)}
        >
          Carry out
        </Action>
        <span className="soft">Changes only Kiln: nothing is pushed.</span>
      </p>
    );
  }
  if (state !== 'carried_out' || pushed_branch !== null) return null;
  return (
    <p className="actions">
      <Action className="main" work={() => api.pushAdoption(project, target, id).then(done)}>
        Push as a branch
      </Action>
      <span className="soft">Pushes a new branch: nothing is overwritten.</span>
    </p>
  );
}

const TONES: Readonly<Record<Adoption.Plan['base']['confidence'], string>> = {
  certain: 'good',
  likely: 'warn',
  guess: 'bad',
};
function Plan({ plan }: { plan: Adoption.Plan }) {
  const { team, base, files, conflicts, version, snapshot } = plan;
  return (
    <>
      <section className="card" aria-label="Base">
        <h2>
          Base <span className={`badge ${TONES[base.confidence]}`}>{base.confidence}</span>
        </h2>
        <p>
          {base.commit === null ? 'Assembled from files' : <code>{base.commit.slice(0, 10)}</code>},{' '}
          <Coded text={EVIDENCE_WORDS[base.evidence]} />.
        </p>
        {base.reasons.map((reason) => (
          <p className="soft" key={reason}>
            <Coded text={reason} />
          </p>
        ))}
        <p>
          The branch <span className="tag">{team.branch}</span> at <code>{team.sha.slice(0, 10)}</code>:{' '}
          {many(team.commits, 'commit')}, {many(team.tags, 'tag')}. Kiln generates{' '}
          {many(snapshot.files, 'file')}.
        </p>
        <p>
          Version {version.released ?? 'none'} is released; {version.follows ?? 'none'} follows.
        </p>
      </section>
      <Files title="Conflicts" what="must be resolved by you" count={conflicts.length} isOpen>
        {conflicts.map(({ path, why }) => ({ path, why }))}
      </Files>
      <Files title="Custom" what="kept byte for byte" count={files.custom.count}>
        {files.custom.paths.map((path) => ({ path }))}
      </Files>
      <Files title="Edited" what="merged with what Kiln generates" count={files.edited.count} isOpen>
        {files.edited.files.map(({ path, additions, deletions }) => ({
          path,
          why: `+${additions} −${deletions}`,
        }))}
      </Files>
      <Files title="Deleted" what="deleted by you" count={files.deleted.count}>
        {files.deleted.paths.map((path) => ({ path }))}
      </Files>
      <Files
        title="Obsolete"
        what="unedited, and not generated by Kiln: removed"
        count={files.obsolete.count}
      >
        {files.obsolete.paths.map((path) => ({ path }))}
      </Files>
      <Files title="Kept" what="kept unchanged" count={files.kept.length}>
        {files.kept.map(({ path, because }) => ({ path, why: KEPT_WORDS[because] }))}
      </Files>
      <Files title="Moved" what="generated changes follow the move" count={files.moved.length}>
        {files.moved.map((path) => ({ path }))}
      </Files>
    </>
  );
}

const many = (count: number, thing: string) =>
  `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`;

/** Files of one kind. The plan lists the first of many; `count` counts all. */
function Files({
  title,
  what,
  count,
  isOpen = false,
  children,
}: {
  title: string;
  what: string;
  count: number;
  isOpen?: boolean;
  children: readonly { readonly path: string; readonly why?: string }[];
}): ReactNode {
  if (count === 0) return null;
  return (
    <details className="card" open={isOpen}>
      <summary data-row>
        {title}: {many(count, 'file')}, {what}
      </summary>
      <ul>
        {children.map(({ path, why }) => (
          <li key={path}>
            <code>{path}</code> {why === undefined ? null : <span className="soft">{why}</span>}
          </li>
        ))}
        {count > children.length ? <li className="soft">and {count - children.length} more</li> : null}
      </ul>
    </details>
  );
}
