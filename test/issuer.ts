import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** Claims of a token; null omits a default claim. */
export type Claims = Readonly<Record<string, string | number | readonly string[] | null>>;

/** A server that signs and publishes ID tokens of jobs, like GitHub and GitLab. */
export interface Issuer {
  /** As `iss` says it. */
  readonly address: string;
  /** Requested paths, in order. */
  readonly asked: readonly string[];
  /** A token with these claims, valid for five minutes unless they say otherwise. */
  sign(claims: Claims, kid?: string): Promise<string>;
  /** From now on publishes its keys at another URL. */
  move(jwksUri: string): void;
  stop(): Promise<void>;
}

/** `path`: appended to the URL; `/_services/token` for GitHub-like tokens. */
export async function startIssuer(path = ''): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }] };
  const asked: string[] = [];
  let jwksUri = '';
  const server = http.createServer(({ url = '' }, response) => {
    asked.push(url);
    const answers: Record<string, unknown> = {
      [`${path}/.well-known/openid-configuration`]: { issuer: address, jwks_uri: jwksUri },
      [`${path}/keys`]: jwks,
    };
    const answer = answers[url];
    response.writeHead(answer === undefined ? 404 : 200).end(JSON.stringify(answer ?? null));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  jwksUri = `${address}/keys`;
  return {
    address,
    asked,
    sign(claims, kid = 'one') {
      const now = Math.floor(Date.now() / 1000);
      const all = { iss: address, sub: 'job', iat: now, exp: now + 300, ...claims };
      const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
      return new SignJWT(given).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey);
    },
    move(elsewhere) {
      jwksUri = elsewhere;
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
