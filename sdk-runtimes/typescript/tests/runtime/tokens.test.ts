import * as Errors from '../../src/core/error';
import { TokenCache, type TokenRequests } from '../../src/internal/tokens';
import { json } from './test-client';

const credentials = { tokenURL: 'https://auth.example.com/token', id: 'my id', secret: 'a:b', scopes: [] };
const later = { headers: { 'retry-after-ms': '1' } };

interface Asked extends TokenRequests {
  readonly sent: { url: string; headers: Headers; body: unknown }[];
}

/** A server of tokens that answers from a list, its last answer again and again, and keeps what was sent. */
function answering(...answers: readonly (() => Response)[]): Asked {
  const sent: Asked['sent'] = [];
  const send: TokenRequests['send'] = async (url, { headers, body }) => {
    sent.push({ url, headers, body });
    const answer = answers[Math.min(sent.length, answers.length) - 1];
    if (answer === undefined) throw new Error('socket hang up');
    return answer();
  };
  return { sent, send, maxRetries: 2 };
}

const token = (value: string, expires_in?: unknown) => json({ access_token: value, expires_in });

describe('tokens', () => {
  test('are asked for as OAuth 2.0 says', async () => {
    const server = answering(token('one', 3600));
    const scopes = ['read', 'write'];
    expect(await new TokenCache().get({ ...credentials, scopes }, server)).toBe('one');
    const [request] = server.sent;
    expect(request?.url).toBe('https://auth.example.com/token');
    expect(request?.headers.get('authorization')).toBe(`Basic ${btoa('my+id:a%3Ab')}`);
    expect(request?.headers.get('content-type')).toBe('application/x-www-form-urlencoded');
    expect(request?.body).toBe('grant_type=client_credentials&scope=read+write');
  });

  test('are fetched once, by requests at the same time too', async () => {
    const server = answering(token('one', '3600'), token('two'));
    const cache = new TokenCache();
    const both = await Promise.all([cache.get(credentials, server), cache.get(credentials, server)]);
    expect([...both, await cache.get(credentials, server)]).toEqual(['one', 'one', 'one']);
    expect(await cache.get({ ...credentials, secret: 'another' }, server)).toBe('two');
  });

  test('are fetched again when they expire, and when the API refused one', async () => {
    const server = answering(token('one', 0), token('two'), token('three'));
    const cache = new TokenCache();
    expect(cache.clear()).toBe(false);
    expect(await cache.get(credentials, server)).toBe('one');
    expect(await cache.get(credentials, server)).toBe('two');
    expect(await cache.get(credentials, server)).toBe('two');
    expect(cache.clear()).toBe(true);
    expect(await cache.get(credentials, server)).toBe('three');
  });

  test('a failure that may pass is retried, another is an error of its status, and none is kept', async () => {
    const refused = json({ error: 'invalid_client' }, { status: 401 });
    const server = answering(json({}, { status: 503, ...later }), refused, token('one'));
    const cache = new TokenCache();
    const error = await cache.get(credentials, server).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Errors.AuthenticationError);
    expect(error).toMatchObject({ error: { error: 'invalid_client' } });
    expect(await cache.get(credentials, server)).toBe('one');
    expect(server.sent).toHaveLength(3);
  });

  test('no answer, and one without a token, are connection errors', async () => {
    for (const server of [{ ...answering(), maxRetries: 0 }, answering(json({ token_type: 'bearer' }))])
      await expect(new TokenCache().get(credentials, server)).rejects.toBeInstanceOf(
        Errors.APIConnectionError,
      );
  });
});
