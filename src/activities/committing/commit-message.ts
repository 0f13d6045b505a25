import { VERSION_TRAILER } from '../../git/sdk-branch/snapshot-version.ts';
import type { BuildInputs } from '../../records/builds.ts';

/**
 * The message of a build's commits: the requested message, and trailers that name the build, the config
 * commit, the prepared description (a Git blob id) and the package's version. Kiln finds the merge base of
 * custom code by these trailers (src/git/merging/merge-base.ts), so similar lines of the requested message
 * are dropped.
 */
export function commitMessage(
  build: Pick<
    BuildInputs,
    'id' | 'configCommit' | 'commitMessage' | 'targetCommitMessages' | 'descriptionOid'
  >,
  target: string,
  version: string,
): string {
  const given = messageFor(build.targetCommitMessages, target) ?? build.commitMessage;
  const text = (given ?? '').replace(/^[ \t]*Kiln-[\w-]+:.*$\n?/gm, '').trim();
  const title = text === '' ? `feat(api): generate from config ${build.configCommit.slice(0, 7)}` : text;
  const trailers = [
    `Kiln-Build: ${build.id}`,
    `Kiln-Config-Commit: ${build.configCommit}`,
    ...(build.descriptionOid === null ? [] : [`Kiln-Description: ${build.descriptionOid}`]),
    `${VERSION_TRAILER}: ${version}`,
  ];
  return `${title}${endsWithTrailers(title) ? '\n' : '\n\n'}${trailers.join('\n')}\n`;
}

function messageFor(messages: BuildInputs['targetCommitMessages'], target: string): string | null {
  if (typeof messages !== 'object' || messages === null || Array.isArray(messages)) return null;
  const message = messages[target];
  return typeof message === 'string' ? message : null;
}

/** Git reads trailers from the last paragraph only, so Kiln's join those that are there. */
function endsWithTrailers(message: string): boolean {
  const paragraphs = message.split(/\n\s*\n/);
  const last = paragraphs.at(-1) ?? '';
  return paragraphs.length > 1 && last.split('\n').every((line) => /^[A-Za-z][\w-]*: \S/.test(line));
}
