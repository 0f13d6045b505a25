import { createHash, randomBytes, randomInt } from 'node:crypto';
import type { Database } from './database.ts';
import { createKey, isValid } from './keys.ts';
import type { DeviceLogin } from './prisma/client.ts';

export const LOGIN_SECONDS = 600;
export const POLL_SECONDS = 1;
const TICKET_SECONDS = 3600;
/** Clients wait a second between polls; one that polls twice as fast is told to slow down. */
const TOO_SOON_MS = 500;
const FORGOTTEN_AFTER_MS = 24 * 60 * 60 * 1000;

/** Unambiguous letters that spell no words (RFC 8628, 6.1): 20^8 codes. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const CODE_LENGTH = 8;

export interface NewLogin {
  /** The device polls with this code; only its hash is stored. */
  readonly deviceCode: string;
  /** The person types this code: `WDJB-MJHT`. */
  readonly userCode: string;
}

/** Starts a device login, and deletes those from before yesterday. */
export async function beginLogin(
  db: Database,
  clientId: string,
  deviceName: string | null,
  now = new Date(),
): Promise<NewLogin> {
  const before = new Date(now.getTime() - FORGOTTEN_AFTER_MS);
  await db.deviceLogin.deleteMany({ where: { expiresAt: { lt: before } } });
  const deviceCode = randomBytes(32).toString('base64url');
  const deviceCodeHash = hashOf(deviceCode);
  const expiresAt = new Date(now.getTime() + LOGIN_SECONDS * 1000);
  for (;;) {
    const letters = Array.from({ length: CODE_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
    const userCode = `${letters.slice(0, 4)}-${letters.slice(4)}`;
    const made = await db.deviceLogin.createMany({
      data: [{ deviceCodeHash, userCode, clientId, deviceName, createdAt: now, expiresAt }],
      skipDuplicates: true,
    });
    if (made.count > 0) return { deviceCode, userCode };
  }
}

/** The pending login for a code as typed by a person, in any case and with or without its hyphen; or null. */
export async function findWaiting(
  db: Database,
  typed: string,
  now = new Date(),
): Promise<DeviceLogin | null> {
  const letters = typed.toUpperCase().replace(/[^A-Z]/g, '');
  const userCode = `${letters.slice(0, 4)}-${letters.slice(4)}`;
  const login = await db.deviceLogin.findUnique({ where: { userCode } });
  return login !== null && waits(login, now) ? login : null;
}

/** Records a person's decision, once. Returns false if the login is no longer pending. */
export async function decideLogin(
  db: Database,
  deviceCodeHash: string,
  keyId: string,
  allow: boolean,
  now = new Date(),
): Promise<boolean> {
  const { count } = await db.deviceLogin.updateMany({
    where: { deviceCodeHash, approvedAt: null, deniedAt: null, expiresAt: { gt: now } },
    data: allow ? { approvedBy: keyId, approvedAt: now } : { deniedAt: now },
  });
  return count > 0;
}

/** The responses to a polling device; the errors are those of RFC 8628, 3.5, and RFC 6749, 5.2. */
export type Poll =
  | { readonly ok: true; readonly key: string; readonly expiresAt: Date | null }
  | {
      readonly ok: false;
      readonly error:
        | 'authorization_pending'
        | 'slow_down'
        | 'access_denied'
        | 'expired_token'
        | 'invalid_grant';
    };

/**
 * Answers a device that polls. Once approved, the device gets a key, once, with the organisation, user, scopes and
 * expiry of the approving key.
 */
export async function pollLogin(
  db: Database,
  deviceCode: string,
  clientId: string,
  now = new Date(),
): Promise<Poll> {
  const deviceCodeHash = hashOf(deviceCode);
  const login = await db.deviceLogin.findUnique({ where: { deviceCodeHash } });
  if (login === null || login.clientId !== clientId || login.takenAt !== null) {
    return { ok: false, error: 'invalid_grant' };
  }
  if (login.deniedAt !== null) return { ok: false, error: 'access_denied' };
  if (login.expiresAt <= now) return { ok: false, error: 'expired_token' };
  if (login.approvedBy !== null) return take(db, login, login.approvedBy, now);
  const { count } = await db.deviceLogin.updateMany({
    where: {
      deviceCodeHash,
      OR: [{ lastPolledAt: null }, { lastPolledAt: { lte: new Date(now.getTime() - TOO_SOON_MS) } }],
    },
    data: { lastPolledAt: now },
  });
  return { ok: false, error: count > 0 ? 'authorization_pending' : 'slow_down' };
}

function take(db: Database, login: DeviceLogin, keyId: string, now: Date): Promise<Poll> {
  return db.$transaction(async (tx) => {
    const { count } = await tx.deviceLogin.updateMany({
      where: { deviceCodeHash: login.deviceCodeHash, takenAt: null },
      data: { takenAt: now },
    });
    if (count === 0) return { ok: false, error: 'invalid_grant' };
    const by = await tx.apiKey.findUnique({ where: { id: keyId } });
    // The approving key was revoked since: its approval is void.
    if (by === null || !isValid(by, now)) return { ok: false, error: 'access_denied' };
    const { organizationId, userId, scopes, expiresAt } = by;
    const name = login.deviceName ?? 'device login';
    const { key } = await createKey(tx, { organizationId, userId, scopes, expiresAt, name });
    return { ok: true, key, expiresAt };
  });
}

/** Sign-in tickets of the page are stored as logins that are approved already. */
const TICKET_CLIENT = 'kiln-page';

/** Creates a ticket that signs in to the page once, within an hour, with the permissions of a key. */
export async function createTicket(db: Database, keyId: string, now = new Date()): Promise<string> {
  const ticket = randomBytes(24).toString('base64url');
  await db.deviceLogin.create({
    data: {
      deviceCodeHash: hashOf(ticket),
      userCode: `ticket ${randomBytes(12).toString('base64url')}`,
      clientId: TICKET_CLIENT,
      expiresAt: new Date(now.getTime() + TICKET_SECONDS * 1000),
      approvedBy: keyId,
      approvedAt: now,
    },
  });
  return ticket;
}

/** Uses up a ticket and returns the id of its key; null if it is unknown, used or expired. */
export async function takeTicket(db: Database, ticket: string, now = new Date()): Promise<string | null> {
  const deviceCodeHash = hashOf(ticket);
  const [taken] = await db.deviceLogin.updateManyAndReturn({
    where: { deviceCodeHash, clientId: TICKET_CLIENT, takenAt: null, expiresAt: { gt: now } },
    data: { takenAt: now },
  });
  return taken?.approvedBy ?? null;
}

function waits({ approvedAt, deniedAt, expiresAt }: DeviceLogin, now: Date): boolean {
  return approvedAt === null && deniedAt === null && expiresAt > now;
}

function hashOf(deviceCode: string): string {
  return createHash('sha256').update(deviceCode).digest('hex');
}
