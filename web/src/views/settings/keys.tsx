import { useState } from 'react';
import type { Settings } from '../../../../src/contract/page.ts';
import { api } from '../../api.ts';
import { Action, Ago, CommandLine } from '../../ui.tsx';

export function Keys({ keys, refresh }: { keys: Settings['keys']; refresh: () => Promise<void> }) {
  return (
    <section>
      <h2>API keys</h2>
      <NewKey done={refresh} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard */}
      <div className="scroll" tabIndex={0}>
        <table className="plain">
          <thead>
            <tr>
              {['Name', 'Key', 'Scopes', 'Used', 'State', ''].map((name) => (
                <th key={name} scope="col">
                  {name === '' ? <span className="hidden">Actions</span> : name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {keys.map(({ id, name, hint, scopes, last_used_at, state }) => (
              <tr key={id}>
                <th scope="row">{name}</th>
                <td>
                  <code>…{hint}</code>
                </td>
                <td>{scopes.join(', ')}</td>
                <td>{last_used_at === null ? 'never' : <Ago time={last_used_at} />}</td>
                <td>{state}</td>
                <td>
                  {state === 'valid' ? (
                    <Action
                      className="small danger"
                      confirm={`Revoke ${name} permanently?`}
                      work={() => api.revokeKey(id).then(refresh)}
                    >
                      Revoke
                    </Action>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function NewKey({ done }: { done: () => Promise<void> }) {
  const [name, setName] = useState('');
  const [scope, setScope] = useState('build');
  const [made, setMade] = useState<string | null>(null);
  const create = async () => {
    const scopes =
      scope === 'read' ? ['read'] : scope === 'build' ? ['read', 'build'] : ['read', 'build', 'admin'];
    const { key } = await api.createKey({ name, scopes });
    setMade(key);
    setName('');
    await done();
  };
  return (
    <div className="card form">
      <div className="fields">
        <label>
          Name
          <input
            value={name}
            placeholder="CI of the petstore"
            onChange={({ target }) => setName(target.value)}
          />
        </label>
        <label>
          May
          <select value={scope} onChange={({ target }) => setScope(target.value)}>
            <option value="read">read</option>
            <option value="build">read and build</option>
            <option value="admin">do everything</option>
          </select>
        </label>
      </div>
      <Action className="main" work={create}>
        Create key
      </Action>
      {made === null ? null : (
        <div role="status">
          <p>It is shown only once:</p>
          <CommandLine text={made} />
        </div>
      )}
    </div>
  );
}
