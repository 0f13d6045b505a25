import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { CommandError, EXIT } from './exit.ts';

const Logins = z.object({
  /** Address of the Kiln signed in to last. */
  current: z.string().nullable(),
  /** Keys by address. */
  keys: z.record(z.string(), z.string()),
});
export type Logins = z.infer<typeof Logins>;

function fileOf(env: NodeJS.ProcessEnv): string {
  return path.join(env.XDG_CONFIG_HOME ?? path.join(env.HOME ?? homedir(), '.config'), 'kiln', 'logins.json');
}

/** The user's logins on this machine; none if there is no file. Throws `CommandError` for an invalid one. */
export async function readLogins(env: NodeJS.ProcessEnv): Promise<Logins> {
  const file = fileOf(env);
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return { current: null, keys: {} };
  const parsed = Logins.safeParse(json(text));
  if (!parsed.success)
    throw new CommandError(`${file} is damaged: delete it, then run "kiln login".`, EXIT.usage);
  return parsed.data;
}

/** Stores logins in a file that only this user can read. */
export async function saveLogins(env: NodeJS.ProcessEnv, logins: Logins): Promise<string> {
  const file = fileOf(env);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const next = `${file}.${process.pid}`;
  await writeFile(next, `${JSON.stringify(logins, null, 2)}\n`, { mode: 0o600 });
  await chmod(next, 0o600);
  await rename(next, file);
  return file;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
