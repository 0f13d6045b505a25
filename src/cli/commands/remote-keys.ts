import { z } from 'zod';
import { Settings } from '../../contract/page.ts';
import { print } from '../people/print.ts';
import { withSession } from '../people/session.ts';
import { say } from '../say.ts';
import { table } from '../table.ts';

// Keys of the signed-in organisation, managed through its API: `kiln keys … --remote`.

interface Output {
  readonly json?: boolean;
}

const Made = z.object({ id: z.string(), key: z.string() });

/** Creates a key and prints it, alone on standard output. */
export function createRemoteKey(
  name: string,
  { scopes, json = false }: Output & { readonly scopes: readonly string[] },
): Promise<void> {
  return withSession({}, async ({ client }) => {
    const made = Made.parse(await client.post('/v0/page/keys', { body: { name, scopes } }));
    say(`Created key ${made.id} with the scopes ${scopes.join(', ')}. It is shown only once:`);
    print({ json }, { ...made, name, scopes }, () => `${made.key}\n`);
  });
}

export function listRemoteKeys(output: Output): Promise<void> {
  return withSession({}, async ({ client }) => {
    const { keys } = Settings.parse(await client.get('/v0/page/settings'));
    const rows = keys.map(({ id, name, hint, scopes, last_used_at, state }) => [
      id,
      name,
      `…${hint}`,
      scopes.join(','),
      last_used_at?.slice(0, 10) ?? 'never',
      state,
    ]);
    print(output, keys, () => table(['ID', 'NAME', 'KEY', 'SCOPES', 'USED', 'STATE'], rows));
  });
}

export function revokeRemoteKey(id: string, output: Output): Promise<void> {
  return withSession({}, async ({ client }) => {
    await client.delete(`/v0/page/keys/${encodeURIComponent(id)}`);
    say(`Revoked ${id}.`);
    print(output, { id, revoked: true }, () => '');
  });
}
