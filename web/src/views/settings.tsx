import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Settings } from '../../../src/contract/page.ts';
import { api } from '../api.ts';
import { Head, useSession } from '../shell.tsx';
import { Loaded } from '../ui.tsx';
import { Credentials } from './settings/credentials.tsx';
import { Keys } from './settings/keys.tsx';
import { Members } from './settings/members.tsx';
import { Quota, Quotas } from './settings/quotas.tsx';
import { Repositories } from './settings/repositories.tsx';

export function SettingsView() {
  const session = useSession();
  const query = useQuery({ queryKey: ['settings'], queryFn: api.settings });
  return (
    <>
      <Head title={`Settings of ${session?.org ?? ''}`} />
      <p className="soft">
        Signed in as {session?.name}, with the scopes {session?.scopes.join(', ')}.
      </p>
      <Loaded query={query}>{(settings) => <Sections settings={settings} org={session?.org ?? ''} />}</Loaded>
    </>
  );
}

function Sections({ settings, org }: { settings: Settings; org: string }) {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ['settings'] });
  const { keys, members, quota, quotas, credentials } = settings;
  return (
    <>
      {quotas === null ? <Quota org={org} quota={quota} /> : <Quotas quotas={quotas} refresh={refresh} />}
      <Keys keys={keys} refresh={refresh} />
      <Repositories org={org} />
      <Members members={members} refresh={refresh} />
      <Credentials org={org} credentials={credentials} refresh={refresh} />
    </>
  );
}
