import http from 'node:http';
import https from 'node:https';
import { z } from 'zod';
import { addressesOf, isPublic, pinnedTo } from '../../runtime/addresses.ts';
import type { Config } from '../../runtime/config.ts';
import type { Home } from '../committing/reach-repository.ts';

/** The URL of a pull request, or the reason why there is none; both null if there is nothing to report. */
export interface Opened {
  readonly url: string | null;
  readonly why: string | null;
}

export const NOT_OPENED: Opened = { url: null, why: null };

const LIMIT_MS = 20_000;
const MAX_BYTES = 1024 * 1024;
/** GitHub's REST API: https://docs.github.com/en/rest/about-the-rest-api/api-versions */
const API_VERSION = '2022-11-28';

const Pull = z.object({ html_url: z.url({ protocol: /^https?$/ }) });
const Problem = z.object({ message: z.string() });

const BODY = [
  'Kiln generates this SDK from now on. This merges its code into yours, with your history, tags and custom code as they were.',
  '',
  'Builds push to this repository again once it is merged.',
].join('\n');

/**
 * Opens a pull request on GitHub or a GitHub Enterprise Server (`<host>/api/v3`) by `POST
 * /repos/{owner}/{repo}/pulls`, with the credential that the branch was pushed with. Returns the existing
 * pull request if one is open. It is no failure if none can be opened: other forges have no such endpoint,
 * and the credential may be allowed to push only.
 */
export async function openPullRequest(
  config: Pick<Config, 'allowPrivateUrls' | 'gitHost'>,
  { url, credential }: Home,
  { branch, into }: { readonly branch: string; readonly into: string },
): Promise<Opened> {
  const there = new URL(url);
  const [owner = '', name = '', ...more] = there.pathname
    .slice(1)
    .replace(/\.git$/, '')
    .split('/');
  if (credential === null || there.protocol === 'ssh:' || name === '' || more.length > 0) return NOT_OPENED;
  const api = there.hostname === 'github.com' ? 'https://api.github.com' : `${there.origin}/api/v3`;
  const pulls = new URL(`${api}/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}/pulls`);
  const isTrusted = config.allowPrivateUrls || there.origin === config.gitHost;
  try {
    const ask = await asker(pulls, credential.secret, isTrusted);
    const made = await ask('POST', pulls, {
      title: 'Generate with Kiln',
      head: branch,
      base: into,
      body: BODY,
    });
    // Opened by this attempt or an earlier one.
    const open = made.status === 422 ? await ask('GET', withQuery(pulls, `${owner}:${branch}`)) : made;
    const found = z.union([Pull, z.array(Pull).transform(([first]) => first)]).safeParse(open.body);
    if ((open.status === 201 || open.status === 200) && found.data !== undefined) {
      return { url: found.data.html_url, why: null };
    }
    // Not GitHub: nobody expects a pull request.
    if (made.status === 404 && there.hostname !== 'github.com') return NOT_OPENED;
    const said = Problem.safeParse(made.body).data?.message ?? '';
    const words = said
      .replaceAll(credential.secret, '***')
      .replaceAll(/\p{C}+/gu, ' ')
      .slice(0, 200);
    return {
      url: null,
      why: `${pulls.hostname} answered ${made.status}${words === '' ? '' : ` (${words})`}`,
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { url: null, why: `${pulls.hostname} cannot be asked (${why.slice(0, 200)})` };
  }
}

function withQuery(pulls: URL, head: string): URL {
  const url = new URL(pulls);
  url.search = String(new URLSearchParams({ head, state: 'open' }));
  return url;
}

type Ask = (
  method: string,
  url: URL,
  body?: object,
) => Promise<{ readonly status: number; readonly body: unknown }>;

/** A client for a host whose address was checked. Sends the credential, and follows no redirects. */
async function asker({ hostname }: URL, secret: string, isTrusted: boolean): Promise<Ask> {
  const addresses = await addressesOf(hostname);
  const [address] = addresses;
  if (address === undefined) throw new Error('its name cannot be resolved');
  if (!isTrusted && !addresses.every(isPublic)) throw new Error('it is not a public address');
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${secret}`,
    'content-type': 'application/json',
    'user-agent': 'kiln',
    'x-github-api-version': API_VERSION,
  };
  return (method, url, body) =>
    new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(LIMIT_MS);
      const options = { method, headers, lookup: pinnedTo(address), signal, agent: false as const };
      const sent = (url.protocol === 'https:' ? https : http).request(url, options, (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MAX_BYTES) response.destroy(new Error('its answer is too long'));
          else chunks.push(chunk);
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: parsed(Buffer.concat(chunks).toString()) }),
        );
        response.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
