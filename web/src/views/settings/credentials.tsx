import { useState } from 'react';
import type { Settings } from '../../../../src/contract/page.ts';
import { api } from '../../api.ts';
import { Action } from '../../ui.tsx';

const NONE = { url: '', username: '', secret: '' };

/** Credentials of production repositories. */
export function Credentials({
  org,
  credentials,
  refresh,
}: {
  org: string;
  credentials: Settings['credentials'];
  refresh: () => Promise<void>;
}) {
  const [given, setGiven] = useState(NONE);
  const set = async () => {
    await api.putCredential(org, given);
    setGiven(NONE);
    await refresh();
  };
  return (
    <section>
      <h2>Git credentials</h2>
      <p className="soft">
        How production repositories elsewhere are reached. Secrets are never shown; setting one for an address
        that has one replaces it.
      </p>
      <div className="card form">
        <label>
          Address, or its beginning
          <input
            type="url"
            placeholder="https://github.com/acme"
            value={given.url}
            onChange={({ target }) => setGiven({ ...given, url: target.value })}
          />
        </label>
        <div className="fields">
          <label>
            User name
            <input
              autoComplete="off"
              value={given.username}
              onChange={({ target }) => setGiven({ ...given, username: target.value })}
            />
          </label>
          <label>
            Token or password
            <input
              type="password"
              autoComplete="new-password"
              value={given.secret}
              onChange={({ target }) => setGiven({ ...given, secret: target.value })}
            />
          </label>
        </div>
        <p className="soft">A private key for an ssh address has several lines: the API takes it.</p>
        <Action className="main" work={set}>
          Set credential
        </Action>
      </div>
      <ul className="list">
        {credentials.map(({ url, username }) => (
          <li key={url}>
            <span className="grow">
              <code>{url}</code> <span className="soft">as {username}</span>
            </span>
            <Action
              className="small danger"
              confirm={`Delete the credential for ${url}?`}
              work={() => api.deleteCredential(org, url).then(refresh)}
            >
              Delete
            </Action>
          </li>
        ))}
      </ul>
    </section>
  );
}
