// What a job shows Kiln: a key that is a secret of CI, or else the ID token that GitHub or GitLab gives it (OIDC).
import { needed } from './hosts.mjs';

/** GitHub's tokens are good for five minutes; a build may take longer. */
const FRESH_MS = 3 * 60_000;

/**
 * Gives a function that gives what goes after `Bearer`. Throws where there is neither a key nor a token.
 * @param {NodeJS.ProcessEnv} env @param {string} url of Kiln
 * @returns {() => Promise<string>}
 */
export function credentialOf(env, url) {
  const key = env.KILN_API_KEY;
  if (key) return async () => key;
  if (env.KILN_ID_TOKEN) {
    const token = env.KILN_ID_TOKEN;
    return async () => token;
  }
  if (env.ACTIONS_ID_TOKEN_REQUEST_URL) {
    const audience = `${url.replace(/\/+$/, '')}/orgs/${needed(env, 'KILN_ORG')}`;
    return kept(() => askGitHub(env, audience));
  }
  throw new Error(
    env.GITLAB_CI === 'true'
      ? 'There is no key: set KILN_API_KEY, or give the job an ID token as KILN_ID_TOKEN (id_tokens).'
      : 'There is no key: set "key", or let the job ask for ID tokens (permissions: id-token: write) and set "org".',
  );
}

/** @param {NodeJS.ProcessEnv} env @param {string} audience */
async function askGitHub(env, audience) {
  const address = new URL(needed(env, 'ACTIONS_ID_TOKEN_REQUEST_URL'));
  address.searchParams.set('audience', audience);
  const response = await fetch(address, {
    headers: { authorization: `Bearer ${needed(env, 'ACTIONS_ID_TOKEN_REQUEST_TOKEN')}` },
  });
  if (!response.ok) throw new Error(`GitHub gives this job no ID token: ${response.status}.`);
  const { value } = await response.json();
  return value;
}

/** The same token again as long as it is fresh. @param {() => Promise<string>} ask */
function kept(ask) {
  let token = '';
  let until = 0;
  return async () => {
    if (Date.now() >= until) {
      token = await ask();
      until = Date.now() + FRESH_MS;
    }
    return token;
  };
}
