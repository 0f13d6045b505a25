import { z } from 'zod';
import { WEBHOOK_EVENTS } from '../contract/webhook-events.ts';
import type { WebhookPayload } from '../contract/webhooks.ts';
import type { Database } from './database.ts';
import { newId } from './ids.ts';
import type { Prisma } from './prisma/client.ts';
import { attemptOf } from './steps.ts';

const Event = z.object({
  id: z.bigint(),
  projectId: z.string(),
  type: z.enum(WEBHOOK_EVENTS),
  buildId: z.string(),
  target: z.string().nullable(),
  number: z.int().nullable(),
  at: z.date(),
});
type Event = z.infer<typeof Event>;

/** An event that happened. Its key is the same however often it is noted. */
interface Told {
  readonly key: string;
  readonly body: WebhookPayload;
}

/**
 * Turns the notes for webhooks into deliveries, oldest first, and deletes them, in one transaction: each event is
 * delivered to a webhook under one id, even if several processes do this. Returns the new deliveries, and the number
 * of notes read.
 */
export function makeDeliveries(db: Database, limit: number): Promise<{ read: number; ids: string[] }> {
  return db.$transaction(async (tx) => {
    const rows = await tx.$queryRaw<unknown[]>`
      SELECT * FROM "WebhookEvent" ORDER BY "id" LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
    const events = rows.map((row) => Event.parse(row));
    const ids: string[] = [];
    for (const event of distinct(events)) ids.push(...(await deliver(tx, event)));
    await tx.webhookEvent.deleteMany({ where: { id: { in: events.map(({ id }) => id) } } });
    return { read: events.length, ids };
  });
}

/** One of several notes about the same event. */
function distinct(events: readonly Event[]): Event[] {
  const seen = new Map<string, Event>();
  for (const event of events) {
    const { projectId, type, buildId, target, number } = event;
    seen.set(JSON.stringify([projectId, type, buildId, target, number]), event);
  }
  return [...seen.values()];
}

async function deliver(tx: Prisma.TransactionClient, event: Event): Promise<string[]> {
  const webhooks = await tx.webhook.findMany({
    where: { projectId: event.projectId, disabledAt: null, events: { has: event.type } },
    select: { id: true },
  });
  if (webhooks.length === 0) return [];
  const told = await tell(tx, event);
  if (told === null) return [];
  const made = await tx.webhookDelivery.createManyAndReturn({
    data: webhooks.map(({ id: webhookId }) => ({
      id: newId(),
      webhookId,
      key: told.key,
      type: event.type,
      body: JSON.stringify(told.body),
      nextAttemptAt: new Date(),
    })),
    skipDuplicates: true,
    select: { id: true },
  });
  return made.map(({ id }) => id);
}

/** The payload of an event; null if the event did not occur after all, or its build was deleted. */
async function tell(
  tx: Prisma.TransactionClient,
  { type, buildId, target, number, at }: Event,
): Promise<Told | null> {
  const build = await tx.build.findUnique({
    where: { id: buildId },
    select: { branch: true, project: { select: { slug: true, organization: { select: { slug: true } } } } },
  });
  if (build === null) return null;
  const data = {
    org: build.project.organization.slug,
    project: build.project.slug,
    branch: build.branch,
    build: buildId,
  };
  const told = (key: string, more: Partial<WebhookPayload['data']> = {}): Told => ({
    key: `${type}/${key}`,
    body: { type, timestamp: at.toISOString(), data: { ...data, ...more } },
  });
  switch (type) {
    case 'build.created':
      return told(buildId);
    case 'build.completed':
      return told(`${buildId}/${number}`);
    case 'target.completed': {
      const steps = await tx.buildStep.findMany({ where: { buildId, target: target ?? '' } });
      // A step of it is open, or open again; its end has its own note.
      if (target === null || steps.some(({ status }) => status !== 'completed')) return null;
      return told(`${buildId}/${target}/${attemptOf(steps)}`, { target });
    }
    case 'conflict.opened':
    case 'conflict.resolved':
      if (target === null || number === null) return null;
      return told(`${target}/${number}`, { target, conflict: number });
  }
}
