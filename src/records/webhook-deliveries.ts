import { z } from 'zod';
import {
  ATTEMPT_FAILURES,
  type AttemptFailure,
  type DeliveryState,
  SENT_EVENTS,
  type WebhookAttempt,
} from '../contract/webhooks.ts';
import type { Database } from './database.ts';
import { newId } from './ids.ts';
import type { Prisma } from './prisma/client.ts';
import { keepable } from './storable-text.ts';

const WITH_LAST = {
  attempts: { orderBy: { number: 'desc' }, take: 1, select: { status: true } },
  _count: { select: { attempts: true } },
} satisfies Prisma.WebhookDeliveryInclude;
type Row = Prisma.WebhookDeliveryGetPayload<{ include: typeof WITH_LAST }>;

const Type = z.enum(SENT_EVENTS);
const read = ({ _count, attempts, ...row }: Row) => ({
  ...row,
  type: Type.parse(row.type),
  attemptCount: _count.attempts,
  lastStatus: attempts[0]?.status ?? null,
});

/** A delivery, with its number of attempts. */
export type DeliveryRecord = ReturnType<typeof read>;

/** Deliveries of a webhook, newest first; `before`: those created before the one with this id. */
export async function listDeliveries(
  db: Database,
  webhookId: string,
  { before, limit }: { readonly before: string | undefined; readonly limit: number },
): Promise<DeliveryRecord[]> {
  const rows = await db.webhookDelivery.findMany({
    where: { webhookId, id: before === undefined ? undefined : { lt: before } },
    orderBy: { id: 'desc' },
    take: limit,
    include: WITH_LAST,
  });
  return rows.map(read);
}

export async function findDelivery(
  db: Database,
  webhookId: string,
  id: string,
): Promise<DeliveryRecord | null> {
  const row = await db.webhookDelivery.findFirst({ where: { id, webhookId }, include: WITH_LAST });
  return row === null ? null : read(row);
}

const LISTED_ATTEMPTS = 50;
const Headers = z.record(z.string(), z.string());
const Failure = z.enum(ATTEMPT_FAILURES).nullable();

/** Attempts of a delivery, newest first. */
export async function listAttempts(db: Database, deliveryId: string): Promise<WebhookAttempt[]> {
  const rows = await db.webhookAttempt.findMany({
    where: { deliveryId },
    orderBy: { number: 'desc' },
    take: LISTED_ATTEMPTS,
  });
  return rows.map(({ number, at, durationMs, url, headers, status, answer, failure, note }) => ({
    number,
    at: at.toISOString(),
    duration_ms: durationMs,
    url,
    headers: Headers.parse(headers),
    status,
    answer,
    failure: Failure.parse(failure),
    note,
  }));
}

/** Creates a delivery without an event: a test that a person requested. */
export async function insertDelivery(
  db: Database,
  webhookId: string,
  type: 'ping',
  body: string,
): Promise<DeliveryRecord> {
  const id = newId();
  const data = { id, webhookId, key: `${type}/${id}`, type, body, nextAttemptAt: new Date() };
  return read(await db.webhookDelivery.create({ data, include: WITH_LAST }));
}

/** Reopens a delivery for new attempts, whatever its result was. */
export async function reopenDelivery(db: Database, id: string): Promise<DeliveryRecord> {
  const data = { state: 'pending', nextAttemptAt: new Date() } as const;
  return read(await db.webhookDelivery.update({ where: { id }, data, include: WITH_LAST }));
}

/** A delivery with its webhook, for the worker that sends it; null if it was deleted. */
export function loadDelivery(db: Database, id: string) {
  return db.webhookDelivery.findUnique({ where: { id }, include: { webhook: true } });
}

/** The result of a request. */
export interface AttemptResult {
  readonly at: Date;
  readonly durationMs: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number | null;
  readonly answer: string | null;
  readonly failure: AttemptFailure | null;
  readonly note: string | null;
}

/** Records an attempt, and the delivery's resulting state. Does nothing if the delivery was deleted meanwhile. */
export async function recordAttempt(
  db: Database,
  deliveryId: string,
  { answer, note, headers, ...result }: AttemptResult,
  { state, nextAttemptAt }: { readonly state: DeliveryState; readonly nextAttemptAt: Date | null },
): Promise<void> {
  await db.$transaction(async (tx) => {
    const { count } = await tx.webhookDelivery.updateMany({
      where: { id: deliveryId },
      data: { state, nextAttemptAt },
    });
    if (count === 0) return;
    const last = await tx.webhookAttempt.aggregate({ where: { deliveryId }, _max: { number: true } });
    await tx.webhookAttempt.create({
      data: {
        deliveryId,
        number: (last._max.number ?? 0) + 1,
        ...result,
        headers: { ...headers },
        answer: answer === null ? null : keepable(answer),
        note: note === null ? null : keepable(note),
      },
    });
  });
}

/** Ends a delivery that will not be attempted again. */
export async function endDelivery(db: Database, id: string): Promise<void> {
  await db.webhookDelivery.updateMany({ where: { id }, data: { state: 'failed', nextAttemptAt: null } });
}

/** Deliveries whose next attempt is overdue by `quietMs`: their workflow may not have been started. */
export async function lateDeliveries(db: Database, quietMs: number, limit: number): Promise<string[]> {
  const found = await db.webhookDelivery.findMany({
    where: { nextAttemptAt: { lt: new Date(Date.now() - quietMs) } },
    orderBy: { nextAttemptAt: 'asc' },
    take: limit,
    select: { id: true },
  });
  return found.map(({ id }) => id);
}

/** Deletes deliveries created before `before`, at most `limit`, and expired secrets. */
export async function expireDeliveries(db: Database, before: Date, limit: number): Promise<number> {
  await db.webhookSecret.deleteMany({ where: { expiresAt: { lt: new Date() } } });
  return db.$executeRaw`
    DELETE FROM "WebhookDelivery" WHERE "id" IN (
      SELECT "id" FROM "WebhookDelivery" WHERE "createdAt" < ${before} AND "nextAttemptAt" IS NULL
      ORDER BY "createdAt" LIMIT ${limit})`;
}
