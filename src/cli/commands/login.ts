import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { Stainless } from '../kiln-sdk/index.ts';
import { CommandError, EXIT } from '../people/exit.ts';
import { explained } from '../people/failures.ts';
import { readLogins, saveLogins } from '../people/logins.ts';
import { print } from '../people/print.ts';
import { addressOf, type Common, withCommon } from '../people/session.ts';
import { say } from '../say.ts';

const CLIENT_ID = 'kiln';
const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

const Begun = z.object({
  device_code: z.string(),
  user_code: z.string(),
  verification_uri: z.string(),
  verification_uri_complete: z.string(),
  expires_in: z.number(),
  interval: z.number(),
});
const Polled = z.union([
  z.object({ access_token: z.string() }),
  z.object({ error: z.string(), message: z.string() }),
]);

interface Options extends Common {
  readonly withKey?: boolean;
}

export function addLogin(program: Command): void {
  withCommon(program.command('login'))
    .description('Sign in with a code that you confirm in a browser, or with a key.')
    .option('--with-key', 'read a key from standard input instead')
    .addHelpText(
      'after',
      '\nExamples:\n  kiln login --url https://kiln.example.com\n  kiln login --with-key < key.txt',
    )
    .action(async (options: Options) => {
      const baseUrl = await addressOf(options);
      const key = options.withKey === true ? await keyFromInput() : await keyFromBrowser(baseUrl);
      const orgs = await new Stainless({ apiKey: key, baseURL: baseUrl }).orgs
        .list()
        .catch((error: unknown) => {
          throw explained(error, baseUrl);
        });
      const { keys } = await readLogins(process.env);
      const file = await saveLogins(process.env, { current: baseUrl, keys: { ...keys, [baseUrl]: key } });
      const org = orgs.data[0]?.slug ?? '';
      print(options, { url: baseUrl, org, file }, () => `Signed in to ${baseUrl}, organisation ${org}.\n`);
      if (options.json !== true) say('Next: run "kiln init" in the folder of your OpenAPI description.');
    });
}

export function addLogout(program: Command): void {
  withCommon(program.command('logout'))
    .description('Delete the stored key of a Kiln.')
    .action(async (options: Common) => {
      const baseUrl = await addressOf(options);
      const { current, keys } = await readLogins(process.env);
      const { [baseUrl]: _, ...left } = keys;
      await saveLogins(process.env, { current: current === baseUrl ? null : current, keys: left });
      print(
        options,
        { url: baseUrl },
        () => `Signed out of ${baseUrl}. The key stays valid until it is revoked.\n`,
      );
    });
}

async function keyFromInput(): Promise<string> {
  if (process.stdin.isTTY) say('Paste a key and press Enter:');
  let text = '';
  for await (const chunk of process.stdin) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  const key = text.trim();
  if (key === '') throw new CommandError('No key on standard input.', EXIT.usage);
  return key;
}

/** Device login (RFC 8628): shows a code, and polls until a person has decided. */
async function keyFromBrowser(baseUrl: string): Promise<string> {
  const begun = await post(baseUrl, '/api/oauth/device', Begun, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_id: CLIENT_ID, device_name: `kiln on ${hostname()}` }),
  });
  say(`Open ${begun.verification_uri_complete}`);
  say(`and allow the code ${begun.user_code}. Waiting …`);
  const until = Date.now() + begun.expires_in * 1000;
  while (Date.now() < until) {
    await sleep(begun.interval * 1000 + 100);
    const polled = await post(baseUrl, '/v0/oauth/token', Polled, {
      body: new URLSearchParams({
        grant_type: GRANT,
        client_id: CLIENT_ID,
        device_code: begun.device_code,
      }),
    });
    if ('access_token' in polled) return polled.access_token;
    if (!['authorization_pending', 'slow_down'].includes(polled.error)) {
      throw new CommandError(`${polled.message}\nStart again with "kiln login".`, EXIT.key);
    }
  }
  throw new CommandError('The code has expired. Start again with "kiln login".', EXIT.key);
}

async function post<T>(baseUrl: string, path: string, schema: z.ZodType<T>, init: RequestInit): Promise<T> {
  const answer = await fetch(baseUrl + path, { method: 'POST', ...init })
    .then((response) => response.json())
    .catch(() => null);
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new CommandError(
    `${baseUrl} does not respond like Kiln. Is it running, and is the address correct (--url)?`,
    EXIT.tryAgain,
  );
}
