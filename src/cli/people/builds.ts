import type { z } from 'zod';
import { BuildDetails, Changes, PatchFile } from '../../contract/page.ts';
import { isSdkTarget, SDK_TARGETS, type SdkTarget } from '../../contract/targets.ts';
import type { Build } from '../progress.ts';
import { CommandError, EXIT } from './exit.ts';
import type { Session } from './session.ts';

/** The validated response of a route that the SDK does not have. Throws `CommandError` if another version answers. */
async function read<T>(session: Session, path: string, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(await session.client.get(path));
  if (parsed.success) return parsed.data;
  throw new CommandError(
    `${session.baseUrl} runs another version of Kiln (unexpected response of ${path}); use the "kiln" of that version.`,
  );
}

export const readDetails = (session: Session, id: string): Promise<BuildDetails> =>
  read(session, `/v0/page/builds/${encodeURIComponent(id)}`, BuildDetails);

export const readChanges = (session: Session, base: string, head: string): Promise<Changes> =>
  read(
    session,
    `/v0/page/builds/${encodeURIComponent(head)}/changes?base=${encodeURIComponent(base)}`,
    Changes,
  );

/** The changes of a target's commit since that of another build, by file. */
export const readPatch = (
  session: Session,
  base: string,
  head: string,
  target: SdkTarget,
): Promise<PatchFile[]> =>
  read(
    session,
    `/v0/page/builds/${encodeURIComponent(head)}/targets/${target}/patch?base=${encodeURIComponent(base)}`,
    PatchFile.array(),
  );

/** The latest build of a project, or of one of its branches. Throws `CommandError` if there is none. */
export async function latestBuild({ client }: Session, project: string, branch?: string): Promise<Build> {
  const { data } = await client.builds.list({
    project,
    ...(branch === undefined ? {} : { branch }),
    limit: 1,
  });
  const [latest] = data;
  if (latest !== undefined) return latest;
  const where = branch === undefined ? project : `the branch ${branch} of ${project}`;
  throw new CommandError(`There is no build of ${where} yet. Start one with "kiln build".`, EXIT.notFound);
}

/** A build by its id; without one, the latest of the project. */
export async function buildNamed(
  session: Session,
  id: string | undefined,
  project: () => Promise<string>,
): Promise<Build> {
  return id === undefined ? latestBuild(session, await project()) : session.client.builds.retrieve(id);
}

/** A target by its name. Throws `CommandError` for an unknown one. */
export function targetNamed(name: string): SdkTarget {
  if (isSdkTarget(name)) return name;
  throw new CommandError(
    `target: there is no ${JSON.stringify(name)}; there are ${SDK_TARGETS.join(', ')}.`,
    EXIT.usage,
  );
}
