import type { Command } from 'commander';
import { Stainless } from '../kiln-sdk/index.ts';
import { CommandError, EXIT } from './exit.ts';
import { explained } from './failures.ts';
import { type Folder, findFolder } from './folder.ts';
import { readLogins } from './logins.ts';

export const DEFAULT_URL = 'http://127.0.0.1:8080';

/** Options of every command that calls an API. */
export interface Common {
  readonly url?: string;
  readonly json?: boolean;
  readonly project?: string;
}

/** A Kiln, and the key to call it with. */
export interface Session {
  readonly client: Stainless;
  readonly baseUrl: string;
  readonly apiKey: string;
}

export function withCommon(command: Command): Command {
  return command
    .option('--json', 'print JSON on standard output')
    .option('--url <address>', 'address of Kiln (default: KILN_URL, or your login)');
}

export function withProject(command: Command): Command {
  return withCommon(command).option('--project <slug>', 'the project (default: KILN_PROJECT, or kiln.json)');
}

/** Address of the Kiln that a command calls. */
export async function addressOf({ url }: Common, env = process.env): Promise<string> {
  const address =
    url ?? env.KILN_URL ?? env.STAINLESS_BASE_URL ?? (await readLogins(env)).current ?? DEFAULT_URL;
  if (!URL.canParse(address) || !/^https?:/.test(address)) {
    throw new CommandError(
      `--url: ${JSON.stringify(address)} is not a valid address; write it like ${DEFAULT_URL}.`,
      EXIT.usage,
    );
  }
  return address.replace(/\/+$/, '');
}

/** Runs `work` with the user's key; errors are reported with what to do next. */
export async function withSession<T>(
  options: Common,
  work: (session: Session) => Promise<T>,
  env = process.env,
): Promise<T> {
  const baseUrl = await addressOf(options, env);
  const apiKey = env.KILN_API_KEY ?? env.STAINLESS_API_KEY ?? (await readLogins(env)).keys[baseUrl];
  if (apiKey === undefined) {
    throw new CommandError(
      `You are not signed in to ${baseUrl}.\nRun "kiln login --url ${baseUrl}", or set KILN_API_KEY.`,
      EXIT.key,
    );
  }
  try {
    return await work({ client: new Stainless({ apiKey, baseURL: baseUrl }), baseUrl, apiKey });
  } catch (error) {
    throw explained(error, baseUrl);
  }
}

/** Slug of the project that a command is about. Throws `CommandError` if nothing names one. */
export async function projectOf({ client }: Session, { project }: Common): Promise<string> {
  const named = project ?? process.env.KILN_PROJECT ?? (await findFolder(process.cwd()))?.project;
  if (named !== undefined) return named;
  const { data } = await client.projects.list({ limit: 2 });
  const [only, second] = data;
  if (only !== undefined && second === undefined) return only.slug;
  throw new CommandError(
    only === undefined
      ? 'There are no projects yet. Run "kiln init" in a folder with an OpenAPI description.'
      : 'Which project? Name it with --project (see "kiln projects"), or run "kiln init" in its folder.',
    EXIT.usage,
  );
}

/** The project folder around the working directory. Throws `CommandError` if there is none. */
export async function folderHere(): Promise<Folder> {
  const folder = await findFolder(process.cwd());
  if (folder !== null) return folder;
  throw new CommandError(
    'There is no kiln.json here or above. Run "kiln init" in the folder of your OpenAPI description.',
    EXIT.usage,
  );
}
