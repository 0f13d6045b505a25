import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../../contract/errors.ts';
import type { Links } from '../../runtime/storage/signed-links.ts';

const COOKIE = 'kiln_session';
const SESSION_MS = 7 * 24 * 60 * 60 * 1000;

/** Header that requests of the page send to change something: a form of another site cannot send it. */
export const PAGE_HEADER = 'x-kiln-page';

/** The path that is signed in place of a session's key. */
const sessionPath = (keyId: string) => `/session/${keyId}`;

/**
 * Signs a browser in with a key, for at most a week: its requests count as the key's for as long as that is valid.
 * The signed cookie names the key; scripts cannot read it, and requests started by other sites do not carry it.
 */
export function beginSession(links: Links, reply: FastifyReply, keyId: string): void {
  const { expires, signature } = links.signFor(sessionPath(keyId), SESSION_MS);
  setCookie(links, reply, `${keyId}.${expires}.${signature}`, SESSION_MS / 1000);
}

export function endSession(links: Links, reply: FastifyReply): void {
  setCookie(links, reply, '', 0);
}

function setCookie(links: Links, reply: FastifyReply, value: string, seconds: number): void {
  const secure = links.base.startsWith('https:') ? '; Secure' : '';
  reply.header(
    'set-cookie',
    `${COOKIE}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`,
  );
}

/** The id of the session's key; null if the request has no valid session. */
export function sessionKey(links: Links, request: FastifyRequest): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, value = ''] = part.trim().split('=', 2);
    if (name !== COOKIE) continue;
    const [keyId = '', expires = '', signature = ''] = value.split('.');
    if (links.verify(sessionPath(keyId), Number(expires), signature)) return keyId;
  }
  return null;
}

/** Rejects a request that another site may have sent in the name of a session. Throws a 403. */
export function checkSamePage(request: FastifyRequest, base: string): void {
  checkOrigin(request, base);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!isRead && request.headers[PAGE_HEADER] === undefined) {
    throw new ApiError(
      'forbidden',
      `${PAGE_HEADER}: is missing; requests with a session cookie must have it.`,
    );
  }
}

/** Browsers say where a request comes from: those of other sites are rejected. */
export function checkOrigin(request: FastifyRequest, base: string): void {
  const { origin, 'sec-fetch-site': site } = request.headers;
  const ours = [new URL(base).host, request.host];
  const foreign = origin !== undefined && !(URL.canParse(origin) && ours.includes(new URL(origin).host));
  if (foreign || (site !== undefined && site !== 'same-origin' && site !== 'none')) {
    throw new ApiError('forbidden', 'This request was sent from another site.');
  }
}
