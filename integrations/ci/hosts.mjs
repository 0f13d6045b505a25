// Where the pull request is: what it compares, and its comments.
import { readFileSync } from 'node:fs';

const PAGE = 100;
const MAX_PAGES = 30;

/**
 * The host that a job runs at. Throws where a variable of it is missing.
 * @param {NodeJS.ProcessEnv} env
 */
export function hostOf(env) {
  if (env.GITHUB_ACTIONS === 'true') return github(env);
  if (env.GITLAB_CI === 'true') return gitlab(env);
  throw new Error('This runs in a job of GitHub Actions or GitLab CI.');
}

/** @param {NodeJS.ProcessEnv} env */
function github(env) {
  const event = JSON.parse(readFileSync(needed(env, 'GITHUB_EVENT_PATH'), 'utf8'));
  const ask = requester({
    authorization: `Bearer ${env.GITHUB_TOKEN ?? ''}`,
    accept: 'application/vnd.github+json',
  });
  const repository = `${needed(env, 'GITHUB_API_URL')}/repos/${needed(env, 'GITHUB_REPOSITORY')}`;
  const request = event.pull_request;
  return {
    /** Null outside of a pull request. */
    request:
      request == null
        ? null
        : { number: request.number, baseSha: request.base.sha, isClosed: event.action === 'closed' },
    warn: (message) => `::warning::${message.replaceAll('%', '%25').replaceAll('\n', '%0A')}`,
    comments: {
      list: (page) =>
        ask('GET', `${repository}/issues/${request.number}/comments?per_page=${PAGE}&page=${page}`),
      create: (body) => ask('POST', `${repository}/issues/${request.number}/comments`, { body }),
      update: (id, body) => ask('PATCH', `${repository}/issues/comments/${id}`, { body }),
    },
  };
}

/** @param {NodeJS.ProcessEnv} env */
function gitlab(env) {
  const ask = requester({ 'private-token': env.KILN_GITLAB_TOKEN ?? '' });
  const number = env.CI_MERGE_REQUEST_IID;
  const notes = `${needed(env, 'CI_API_V4_URL')}/projects/${needed(env, 'CI_PROJECT_ID')}/merge_requests/${number}/notes`;
  return {
    // GitLab runs no pipeline when a merge request is closed: its environment's stop job runs the mode "close".
    request:
      number === undefined
        ? null
        : { number, baseSha: needed(env, 'CI_MERGE_REQUEST_DIFF_BASE_SHA'), isClosed: false },
    warn: (message) => `WARNING: ${message}`,
    comments: {
      list: (page) => ask('GET', `${notes}?per_page=${PAGE}&page=${page}`),
      create: (body) => ask('POST', notes, { body }),
      update: (id, body) => ask('PUT', `${notes}/${id}`, { body }),
    },
  };
}

/**
 * Puts a comment in the place of the one with the same first line, or makes it.
 * @param {ReturnType<typeof hostOf>} host @param {string} body
 */
export async function putComment({ comments }, body) {
  const [marker = ''] = body.split('\n', 1);
  for (let page = 1; page <= MAX_PAGES; page++) {
    const found = await comments.list(page);
    const own = found.find((comment) => comment.body?.startsWith(marker));
    if (own !== undefined) return comments.update(own.id, body);
    if (found.length < PAGE) break;
  }
  return comments.create(body);
}

/** @param {Record<string, string>} headers */
function requester(headers) {
  /** @param {string} method @param {string} url @param {unknown} [body] */
  return async (method, url, body) => {
    const response = await fetch(url, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok)
      throw new Error(`${method} ${new URL(url).pathname}: ${response.status}. May this job write comments?`);
    return response.json();
  };
}

/** @param {NodeJS.ProcessEnv} env @param {string} name */
export function needed(env, name) {
  const value = env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set.`);
  return value;
}
