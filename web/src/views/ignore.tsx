import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { BuildDetails } from '../../../src/contract/page.ts';
import { api, type BuildDiagnostic } from '../api.ts';
import { Action } from '../ui.tsx';

/** Ignores a diagnostic in the config file: commits to a branch, and builds it. */
export function Ignore({ build, found }: { build: BuildDetails; found: BuildDiagnostic }) {
  const navigate = useNavigate();
  const [branch, setBranch] = useState(build.branch);
  const [isEverywhere, setEverywhere] = useState(false);
  const place = found.oas_ref ?? found.config_ref ?? null;
  const ignore = async () => {
    const location = isEverywhere ? null : place;
    const made = await api.ignore(build.id, { code: found.code, location, branch });
    await navigate({ to: '/builds/$id', params: { id: made.build } });
  };
  return (
    <details className="ignore">
      <summary>Ignore…</summary>
      <div className="form">
        <p className="soft">
          Commits it to the config file, under <code>diagnostics.ignored</code>, and builds.
        </p>
        <div className="fields">
          <label>
            On the branch
            <input value={branch} onChange={({ target }) => setBranch(target.value)} />
          </label>
          {place === null ? null : (
            <label>
              Where
              <select
                value={isEverywhere ? 'everywhere' : 'here'}
                onChange={({ target }) => setEverywhere(target.value === 'everywhere')}
              >
                <option value="here">only at {place}</option>
                <option value="everywhere">wherever it is found</option>
              </select>
            </label>
          )}
        </div>
        <Action className="main" work={ignore}>
          Commit and build
        </Action>
      </div>
    </details>
  );
}
