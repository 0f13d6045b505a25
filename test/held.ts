import type { Database } from '../src/records/database.ts';

/** Blocks a target of a build at its next write, as a slow database does. Returns a function that releases it. */
export async function hold(db: Database, buildId: string, target: string): Promise<() => Promise<void>> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let locked = () => {};
  const isLocked = new Promise<void>((resolve) => {
    locked = resolve;
  });
  const transaction = db.$transaction(
    async (tx) => {
      await tx.$queryRaw`
        SELECT 1 FROM "BuildStep" WHERE "buildId" = ${buildId} AND "target" = ${target} FOR UPDATE`;
      locked();
      await released;
    },
    { timeout: 60_000 },
  );
  await Promise.race([isLocked, transaction]);
  return async () => {
    release();
    await transaction;
  };
}
