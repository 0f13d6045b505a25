import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { api } from '../api.ts';
import { ErrorNote } from '../ui.tsx';
import { DeviceSignIn } from './device-sign-in.tsx';

export function SignInView() {
  const { ticket, to } = useSearch({ from: '/sign-in' });
  const client = useQueryClient();
  const navigate = useNavigate();
  const [key, setKey] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(ticket !== undefined);
  const isUsed = useRef(false);

  const enter = async (proof: { key: string } | { ticket: string }) => {
    setBusy(true);
    setError(null);
    try {
      await api.signIn(proof);
      client.clear();
      // Only a path of this page: redirects to other sites are not followed.
      const place = to?.startsWith('/') && !/^\/[/\\]/.test(to) ? to : '/';
      await navigate({ href: place, replace: true });
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
    }
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: a ticket works once
  useEffect(() => {
    if (ticket === undefined || isUsed.current) return;
    isUsed.current = true;
    void enter({ ticket });
  }, [ticket]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void enter({ key });
  };

  return (
    <main className="sign-in" id="main">
      <form onSubmit={submit} className="card">
        <img src="/favicon.svg" alt="" width="40" height="40" />
        <h1>Sign in to Kiln</h1>
        {isBusy && ticket !== undefined ? <p role="status">Signing in…</p> : null}
        <label htmlFor="key">API key</label>
        <input
          id="key"
          type="password"
          autoComplete="current-password"
          required
          value={key}
          onChange={({ target }) => setKey(target.value)}
        />
        {error === null ? null : <ErrorNote error={error} />}
        <button type="submit" className="main" disabled={isBusy}>
          Sign in
        </button>
        <DeviceSignIn enter={enter} />
        <p className="soft">
          <code>kiln up</code> prints a URL that signs you in. <code>kiln keys create</code> creates a key.
        </p>
      </form>
    </main>
  );
}
