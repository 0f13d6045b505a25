import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { GITHUB, GITLAB } from '../../../../src/contract/issuers.ts';
import { api, type TrustedRepository } from '../../api.ts';
import { Action, Ago, Loaded } from '../../ui.tsx';

const HOSTS: Readonly<Record<string, string>> = { [GITHUB]: 'GitHub', [GITLAB]: 'GitLab' };

/** Repositories whose CI jobs need no key. */
export function Repositories({ org }: { org: string }) {
  const client = useQueryClient();
  const query = useQuery({ queryKey: ['trusted', org], queryFn: () => api.trusted(org) });
  const refresh = () => client.invalidateQueries({ queryKey: ['trusted', org] });
  return (
    <section>
      <h2>Trusted repositories</h2>
      <p className="soft">
        Their CI jobs need no key: GitHub or GitLab signs a token for each (OpenID Connect), for the audience{' '}
        <code>
          {window.location.origin}/orgs/{org}
        </code>
        .
      </p>
      <Trust org={org} done={refresh} />
      <Loaded query={query} rows={1}>
        {({ data }) => (
          <ul className="list">
            {data.map((one) => (
              <li key={one.id}>
                <span className="grow">
                  {one.repository} <span className="soft">{termsOf(one)}</span>
                </span>
                <span className="soft">
                  {one.last_used_at === null ? 'never used' : <Ago time={one.last_used_at} />}
                </span>
                <Action
                  className="small danger"
                  confirm={`Trust ${one.repository} no more?`}
                  work={() => api.distrust(org, one.id).then(refresh)}
                >
                  Remove
                </Action>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  );
}

function termsOf({ issuer, scopes, projects, ref, environment }: TrustedRepository): string {
  return [
    HOSTS[issuer] ?? new URL(issuer).host,
    `may ${scopes.join(' and ')}`,
    projects.length === 0 ? 'all projects' : projects.join(', '),
    ...[ref, environment].filter((term) => term !== null),
  ].join(' · ');
}

const NONE = { repository: '', ref: '', projects: '' };

function Trust({ org, done }: { org: string; done: () => Promise<void> }) {
  const [issuer, setIssuer] = useState(GITHUB);
  const [terms, setTerms] = useState(NONE);
  const trust = async () => {
    const projects = terms.projects.split(/[\s,]+/).filter((slug) => slug !== '');
    await api.trust(org, {
      issuer,
      repository: terms.repository,
      projects,
      ...(terms.ref === '' ? {} : { ref: terms.ref }),
    });
    setTerms(NONE);
    await done();
  };
  const field = (name: keyof typeof NONE, label: string, placeholder: string) => (
    <label>
      {label}
      <input
        placeholder={placeholder}
        value={terms[name]}
        onChange={({ target }) => setTerms({ ...terms, [name]: target.value })}
      />
    </label>
  );
  return (
    <div className="card form">
      <div className="fields">
        {field('repository', 'Repository', 'acme/shop-api')}
        <label>
          Host
          <select value={issuer} onChange={({ target }) => setIssuer(target.value)}>
            {Object.entries(HOSTS).map(([address, name]) => (
              <option key={address} value={address}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className="fields">
        {field('projects', 'Projects (none: all)', 'shop, billing')}
        {field('ref', 'Only the ref (none: any)', 'refs/heads/main')}
      </div>
      <Action className="main" work={trust}>
        Trust
      </Action>
    </div>
  );
}
