// Requests to Kiln. No dependencies: this runs in a CI job as it is.

const POLL_MS = 3_000;
const MAX_PAGES = 10;

/** A request that Kiln rejected; the message is Kiln's own. */
export class Rejected extends Error {
  /**
   * @param {number} status
   * @param {string} message
   */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * A client of one Kiln.
 * @param {{ url: string, credential: () => Promise<string> }} options
 */
export function kiln({ url, credential }) {
  const base = url.replace(/\/+$/, '');
  /** @param {string} method @param {string} path @param {unknown} [body] */
  const ask = async (method, path, body) => {
    const response = await fetch(base + path, {
      method,
      headers: {
        authorization: `Bearer ${await credential()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    const answer = parsed(text);
    if (response.ok) return answer;
    throw new Rejected(
      response.status,
      answer?.message ?? `${method} ${path}: ${response.status} ${text.slice(0, 200)}`,
    );
  };
  return {
    base,
    /** @param {object} body */
    compare: (body) => ask('POST', '/v0/builds/compare', body),
    /** @param {object} body */
    build: (body) => ask('POST', '/v0/builds', body),
    /** Where to get each SDK of a build, and how to install it. @param {string} id */
    summary: (id) => ask('GET', `/v0/builds/${id}/summary`),
    /**
     * Deletes a branch of a project. Returns whether there was one.
     * @param {string} project @param {string} branch
     */
    deleteBranch: async (project, branch) => {
      try {
        await ask(
          'DELETE',
          `/v0/projects/${encodeURIComponent(project)}/branches/${encodeURIComponent(branch)}`,
        );
        return true;
      } catch (error) {
        if (error instanceof Rejected && error.status === 404) return false;
        throw error;
      }
    },
    /**
     * Waits until every target of a build has ended. Throws once the time is over.
     * @param {string} id @param {number} limitMs @param {number} [pollMs]
     */
    ended: async (id, limitMs, pollMs = POLL_MS) => {
      const until = Date.now() + limitMs;
      for (;;) {
        const build = await ask('GET', `/v0/builds/${id}`);
        if (Object.values(build.targets).every(({ status }) => status === 'completed')) return build;
        if (Date.now() > until) throw new Error(`Build ${id} did not end in time: ${base}/builds/${id}`);
        await new Promise((resolve) => setTimeout(resolve, pollMs));
      }
    },
    /** The diagnostics that the config file does not ignore. @param {string} id */
    diagnostics: async (id) => {
      const found = [];
      let cursor = '';
      for (let page = 0; page < MAX_PAGES; page++) {
        const answer = await ask('GET', `/v0/builds/${id}/diagnostics?limit=100${cursor}`);
        found.push(...answer.data);
        if (!answer.next_cursor) break;
        cursor = `&cursor=${encodeURIComponent(answer.next_cursor)}`;
      }
      return found.filter(({ ignored }) => !ignored);
    },
    /**
     * What of the description's changes since another build breaks code that uses the SDKs, a line each. None where one of
     * them has no description to compare.
     * @param {string} base @param {string} head
     */
    breaking: async (base, head) => {
      try {
        const { message } = await ask('GET', `/v0/page/builds/${head}/changes?base=${base}`);
        return breakingOf(message ?? '');
      } catch (error) {
        if (error instanceof Rejected && error.status === 404) return [];
        throw error;
      }
    },
  };
}

/**
 * The breaking changes that a message of a commit names (docs/api.md): one after the words, or a list.
 * @param {string} message
 */
export function breakingOf(message) {
  const section = message.split('\n\n').find((part) => part.startsWith('BREAKING CHANGE: '));
  if (section === undefined) return [];
  const [head = '', ...lines] = section.trim().split('\n');
  return lines.length === 0
    ? [head.slice('BREAKING CHANGE: '.length)]
    : lines.map((line) => line.replace(/^\s*- /, ''));
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
