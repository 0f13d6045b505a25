// `node main.mjs preview` in a pull request, `close` when it is closed, `build` after a merge: integrations/README.md.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { commentOf, rejectionOf } from './comment.mjs';
import { credentialOf } from './credential.mjs';
import { hostOf, needed, putComment } from './hosts.mjs';
import { kiln, Rejected } from './kiln.mjs';
import { newDiagnostics, verdictOf } from './verdict.mjs';

const say = (line) => process.stdout.write(`${line}\n`);
const env = process.env;
const settings = {
  project: needed(env, 'KILN_PROJECT'),
  description: env.KILN_DESCRIPTION || 'openapi.yml',
  config: env.KILN_CONFIG || 'stainless.yml',
  branch: env.KILN_BRANCH || 'main',
  limitMs: Number(env.KILN_LIMIT_MINUTES || 30) * 60_000,
  pollMs: Number(env.KILN_POLL_MS || 3_000),
};
const url = needed(env, 'KILN_URL');
/** @type {(() => Promise<string>) | undefined} */
let credential;
const server = kiln({
  url,
  credential: () => {
    credential ??= credentialOf(env, url);
    return credential();
  },
});

/** Config files as a build takes them. `read` gives the text of a path, or null. */
function revisionOf(read) {
  const files = [
    [path.extname(settings.description) === '.json' ? 'openapi.json' : 'openapi.yml', settings.description],
    ['stainless.yml', settings.config],
  ];
  return Object.fromEntries(
    files.flatMap(([name, file]) => {
      const content = read(file);
      return content === null ? [] : [[name, { content }]];
    }),
  );
}

const readHead = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
};

/** The text of a file at a commit; the commit is fetched where the checkout is shallow. */
function readAt(sha) {
  const git = (...args) =>
    execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 });
  try {
    git('cat-file', '-e', `${sha}^{commit}`);
  } catch {
    git('fetch', '--quiet', '--depth', '1', 'origin', sha);
  }
  return (file) => {
    try {
      return git('show', `${sha}:./${file}`);
    } catch {
      return null;
    }
  };
}

/** Deletes the branches of a pull request's previews. Gives the exit code. */
async function close(host) {
  if (host.request === null) throw new Error('"close" runs in the job of a pull request or merge request.');
  const { number } = host.request;
  for (const branch of [`preview/${number}`, `preview/${number}-base`]) {
    const wasThere = await server.deleteBranch(settings.project, branch);
    say(wasThere ? `Deleted the branch ${branch}.` : `There is no branch ${branch}.`);
  }
  return 0;
}

/** Gives the exit code. */
async function preview(host) {
  if (host.request === null) throw new Error('"preview" runs in the job of a pull request or merge request.');
  if (host.request.isClosed) return close(host);
  const { project } = settings;
  const { number, baseSha } = host.request;
  const before = revisionOf(readAt(baseSha));
  const isNew = !Object.keys(before).some((name) => name.startsWith('openapi.'));
  let made;
  try {
    made = await server.compare({
      project,
      // A description that the base does not have yet is compared with the branch as it is.
      base: { branch: `preview/${number}-base`, revision: isNew ? settings.branch : before },
      head: { branch: `preview/${number}`, revision: revisionOf(readHead) },
    });
  } catch (error) {
    if (!(error instanceof Rejected) || error.status >= 500 || error.status === 401) throw error;
    await putComment(host, rejectionOf(project, error.message));
    say(error.message);
    return 1;
  }
  const [base, head] = await Promise.all(
    [made.base, made.head].map(({ id }) => server.ended(id, settings.limitMs, settings.pollMs)),
  );
  const verdict = verdictOf(base, head);
  const [old, current] = await Promise.all([base, head].map(({ id }) => server.diagnostics(id)));
  const diagnostics = newDiagnostics(old, current);
  const breaking = await server.breaking(base.id, head.id);
  const summary = await server.summary(head.id);
  const found = { base, head, verdict, diagnostics, breaking, summary };
  await putComment(host, commentOf({ url: server.base, project, ...found }));
  return report(host, verdict, head);
}

/** Gives the exit code. */
async function build(host) {
  const { project, branch } = settings;
  const message = execFileSync('git', ['log', '-1', '--format=%B'], { encoding: 'utf8' }).trim();
  let made;
  try {
    made = await server.build({
      project,
      branch,
      revision: revisionOf(readHead),
      ...(message === '' ? {} : { commit_message: message.slice(0, 10_000) }),
    });
  } catch (error) {
    if (!(error instanceof Rejected) || !error.message.includes('No changes to commit')) throw error;
    say('Nothing changed: there is nothing to build.');
    return 0;
  }
  const ended = await server.ended(made.id, settings.limitMs, settings.pollMs);
  return report(host, verdictOf(null, ended), ended);
}

function report(host, { rows, isRed }, { id }) {
  for (const { name, conclusion, failed, isConflict } of rows) {
    say(`${name}: ${conclusion}${failed.length === 0 ? '' : `, failed: ${failed.join(', ')}`}`);
    if (isConflict)
      say(host.warn(`${name}: custom code conflicts with what is generated; resolve it in Kiln.`));
  }
  say(`${server.base}/builds/${id}`);
  return isRed ? 1 : 0;
}

try {
  const host = hostOf(env);
  const mode = process.argv[2] ?? env.KILN_MODE ?? '';
  const run = { preview, close, build }[mode];
  if (run === undefined) throw new Error('The mode must be preview, close or build.');
  process.exitCode = await run(host);
} catch (error) {
  say(`kiln: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
