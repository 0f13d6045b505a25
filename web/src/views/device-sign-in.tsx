import { useEffect, useState } from 'react';
import { api } from '../api.ts';
import { Action, CommandLine, ErrorNote } from '../ui.tsx';

interface Begun {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  readonly interval: number;
}

const CLIENT = 'kiln-page';

/**
 * Signing in without typing a key here: the person enters a code in a session that has one. The login's key is passed
 * on to the server at once, and not stored.
 */
export function DeviceSignIn({ enter }: { enter: (proof: { key: string }) => Promise<void> }) {
  const [begun, setBegun] = useState<Begun | null>(null);
  const [error, setError] = useState<unknown>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: it asks until it has an answer
  useEffect(() => {
    if (begun === null) return;
    let isOver = false;
    const ask = async () => {
      try {
        const key = await api.pollDevice(CLIENT, begun.device_code);
        if (isOver) return;
        if (key === null) timer = window.setTimeout(() => void ask(), (begun.interval + 1) * 1000);
        else await enter({ key });
      } catch (thrown) {
        if (isOver) return;
        setError(thrown);
        setBegun(null);
      }
    };
    let timer = window.setTimeout(() => void ask(), begun.interval * 1000);
    return () => {
      isOver = true;
      window.clearTimeout(timer);
    };
  }, [begun]);

  const begin = async () => {
    setError(null);
    setBegun(await api.beginDevice(CLIENT, `browser on ${navigator.platform || 'a device'}`));
  };
  if (begun === null)
    return (
      <>
        <Action work={begin}>Use a code instead</Action>
        {error === null ? null : <ErrorNote error={error} />}
      </>
    );
  return (
    <div role="status">
      <p>
        Where you have a key, open <code>{begun.verification_uri}</code> and enter:
      </p>
      <CommandLine text={begun.user_code} />
      <p className="soft">
        This page continues by itself once you approve. The code is valid for ten minutes.
      </p>
    </div>
  );
}
