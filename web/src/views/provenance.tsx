import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Provenance } from '../../../src/contract/page.ts';
import { api } from '../api.ts';
import { useLiveBuild } from '../live.ts';
import { Copy, Loaded } from '../ui.tsx';
import { BuildHead, LoadedBuild, useBuild } from './build-head.tsx';

/** What a build was made from, and by what. */
export function ProvenanceView() {
  const { id } = useParams({ from: '/signed-in/builds/$id/provenance' });
  const isLost = useLiveBuild(id);
  const query = useBuild(id);
  const found = useQuery({
    queryKey: ['provenance', id, query.data?.completed_at ?? null],
    queryFn: () => api.provenance(id),
  });
  return (
    <>
      <LoadedBuild query={query}>{(build) => <BuildHead build={build} isLost={isLost} />}</LoadedBuild>
      {query.data === undefined ? null : (
        <Loaded query={found} rows={6}>
          {(provenance) => <Facts provenance={provenance} project={query.data.project} />}
        </Loaded>
      )}
    </>
  );
}

function Facts({ provenance, project }: { provenance: Provenance; project: string }) {
  const { started_by, description, config, previous_build, targets } = provenance;
  return (
    <>
      <dl className="provenance">
        <Fact name="Started by">{started_by ?? 'not recorded'}</Fact>
        <Fact name="Config commit">
          <Sha sha={config.commit} />
          {config.previous === null || config.previous === config.commit ? null : (
            <>
              , after <Sha sha={config.previous} />
            </>
          )}
        </Fact>
        <Fact name="Description">
          {description === null ? (
            'not prepared'
          ) : (
            <>
              {[description.title, description.version].filter(Boolean).join(' ')}, blob{' '}
              <Sha sha={description.oid} />
            </>
          )}
        </Fact>
        {config.files.map(({ path, md5 }) => (
          <Fact key={path} name={path}>
            MD5 <Sha sha={md5} length={32} />
          </Fact>
        ))}
        <Fact name="Build before">
          {previous_build === null ? 'none on this branch' : <ToBuild id={previous_build} />}
        </Fact>
      </dl>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard */}
      <div className="scroll" tabIndex={0}>
        <table className="plain">
          <caption className="hidden">SDKs</caption>
          <thead>
            <tr>
              {['Target', 'Generator', 'Committed by', 'Version', 'Commit', 'Made by', 'Parents'].map(
                (name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {targets.map(({ target, generator, kiln_version, version, commit, made_by, parents }) => (
              <tr key={target}>
                <th scope="row">{target}</th>
                <td>{generator ?? 'not recorded'}</td>
                <td>{kiln_version === null ? 'not recorded' : `Kiln ${kiln_version}`}</td>
                <td>{version ?? '–'}</td>
                <td>
                  {commit === null ? (
                    '–'
                  ) : (
                    <Link
                      to="/projects/$project/sdks/$target"
                      params={{ project, target }}
                      search={{ ref: commit }}
                    >
                      <Sha sha={commit} />
                    </Link>
                  )}
                </td>
                <td>{made_by === null ? '–' : <ToBuild id={made_by} />}</td>
                <td>
                  {parents.length === 0
                    ? 'none'
                    : parents.map(({ commit, build }) => (
                        <span key={commit} className="parent">
                          <Sha sha={commit} /> {build === null ? null : <ToBuild id={build} />}
                        </span>
                      ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p>
        <Copy text={JSON.stringify(provenance, null, 2)} label="Copy as JSON" />
      </p>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Sha({ sha, length = 10 }: { sha: string; length?: number }) {
  return <code title={sha}>{sha.slice(0, length)}</code>;
}

function ToBuild({ id }: { id: string }) {
  return (
    <Link to="/builds/$id" params={{ id }}>
      build …{id.slice(-6)}
    </Link>
  );
}
