import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { WEBHOOK_EVENTS, type WebhookEvent } from '../contract/webhook-events.ts';
import type { UpdateWebhookBody } from '../contract/webhooks.ts';
import type { SecretBox } from '../runtime/storage/secret-box.ts';
import type { Database } from './database.ts';
import { newId } from './ids.ts';
import type { Prisma } from './prisma/client.ts';

/** A webhook without its secrets, only their times. */
const SHOWN = {
  project: { select: { slug: true } },
  secrets: {
    select: { createdAt: true, expiresAt: true },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  },
} satisfies Prisma.WebhookInclude;
type Row = Prisma.WebhookGetPayload<{ include: typeof SHOWN }>;
export type WebhookRecord = Omit<Row, 'events'> & { readonly events: WebhookEvent[] };

/** A webhook with its new secret, which is shown once. */
export interface WithSecret {
  readonly webhook: WebhookRecord;
  readonly secret: string;
}

export interface NewWebhook {
  readonly projectId: string;
  readonly url: string;
  readonly events: readonly WebhookEvent[];
  readonly description: string;
  readonly createdBy: string;
}

const Events = z.array(z.enum(WEBHOOK_EVENTS));
const read = (row: Row): WebhookRecord => ({ ...row, events: Events.parse(row.events) });

/** 32 random bytes in the form of the Standard Webhooks specification. */
const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`;
const contextOf = (id: string) => `webhook secret ${id}`;

function sealed(secretBox: SecretBox, secret: string) {
  const id = newId();
  return { id, secret: secretBox.close(secret, contextOf(id)) };
}

export async function insertWebhook(
  db: Database,
  secretBox: SecretBox,
  webhook: NewWebhook,
): Promise<WithSecret> {
  const secret = newSecret();
  const row = await db.webhook.create({
    data: {
      id: newId(),
      ...webhook,
      events: [...webhook.events],
      secrets: { create: sealed(secretBox, secret) },
    },
    include: SHOWN,
  });
  return { webhook: read(row), secret };
}

/** Webhooks of a project, oldest first. */
export async function listWebhooks(db: Database, projectId: string): Promise<WebhookRecord[]> {
  const rows = await db.webhook.findMany({ where: { projectId }, include: SHOWN, orderBy: { id: 'asc' } });
  return rows.map(read);
}

export async function findWebhook(
  db: Database,
  projectId: string,
  id: string,
): Promise<WebhookRecord | null> {
  const row = await db.webhook.findFirst({ where: { id, projectId }, include: SHOWN });
  return row === null ? null : read(row);
}

/** Changes the given fields. Enabling a webhook clears its note. */
export async function updateWebhook(
  db: Database,
  id: string,
  { enabled, ...change }: UpdateWebhookBody,
): Promise<WebhookRecord> {
  const turned = enabled === undefined ? {} : { disabledAt: enabled ? null : new Date(), note: null };
  return read(await db.webhook.update({ where: { id }, data: { ...change, ...turned }, include: SHOWN }));
}

/** Disables a webhook, and notes why. */
export async function disableWebhook(db: Database, id: string, note: string): Promise<void> {
  await db.webhook.updateMany({ where: { id, disabledAt: null }, data: { disabledAt: new Date(), note } });
}

export async function deleteWebhook(db: Database, id: string): Promise<void> {
  await db.webhook.deleteMany({ where: { id } });
}

/** Maximum number of active secrets of a webhook: each adds a signature. */
export const SECRETS_AT_MOST = 5;

/**
 * Rotates the secret of a webhook. The previous secret stays active until `until`, older ones until their own expiry.
 * Null if too many secrets are active.
 */
export async function rotateSecret(
  db: Database,
  secretBox: SecretBox,
  webhookId: string,
  until: Date,
): Promise<WithSecret | null> {
  const secret = newSecret();
  return db
    .$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM "Webhook" WHERE "id" = ${webhookId} FOR UPDATE`;
      await tx.webhookSecret.deleteMany({ where: { webhookId, expiresAt: { lte: new Date() } } });
      await tx.webhookSecret.updateMany({
        where: { webhookId, expiresAt: null },
        data: { expiresAt: until },
      });
      const now = new Date();
      if (until <= now) await tx.webhookSecret.deleteMany({ where: { webhookId, expiresAt: { lte: now } } });
      if ((await tx.webhookSecret.count({ where: { webhookId } })) >= SECRETS_AT_MOST) throw new TooMany();
      await tx.webhookSecret.create({ data: { webhookId, ...sealed(secretBox, secret) } });
      const row = await tx.webhook.findUniqueOrThrow({ where: { id: webhookId }, include: SHOWN });
      return { webhook: read(row), secret };
    })
    .catch((error: unknown) => {
      if (error instanceof TooMany) return null;
      throw error;
    });
}

/** Rolls a rotation back. */
class TooMany extends Error {}

/** The active secrets of a webhook, newest first. One that cannot be decrypted is left out. */
export async function openSecrets(
  db: Database,
  secretBox: SecretBox,
  webhookId: string,
  now: Date,
): Promise<string[]> {
  const rows = await db.webhookSecret.findMany({
    where: { webhookId, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  });
  return rows.flatMap(({ id, secret }) => secretBox.open(secret, contextOf(id)) ?? []);
}
