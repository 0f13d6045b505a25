import { CHECKS } from '../../contract/targets.ts';
import { hasColors } from '../painter.ts';
import { type Build, targetsOf } from '../progress.ts';
import { resultLines } from '../result.ts';
import { exitCodeOf, readSummary } from './follow.ts';
import { linesOf, print, widthOf } from './print.ts';
import type { Common, Session } from './session.ts';

/** Prints the result of a build and what to do next. Returns the exit code. */
export async function reportBuild(session: Session, build: Build, options: Common): Promise<number> {
  const look = { colors: hasColors(process.stdout), columns: widthOf(process.stdout) };
  const summary = options.json === true ? null : await readSummary(session.client, build.id);
  print(options, build, () =>
    linesOf([
      ...resultLines(build, summary, look),
      ...installLines(build, summary),
      ...nextLines(build).map((line, i) => (i === 0 ? `\n${line}` : line)),
    ]),
  );
  return exitCodeOf(build);
}

type Summary = Awaited<ReturnType<typeof readSummary>>;

/** How to install each SDK that one command can install without a credential: `install_url` contains its own. */
function installLines(build: Build, summary: Summary): string[] {
  const lines = targetsOf(build).flatMap(([name, { install_url }]) => {
    const command = summary?.targets[name]?.install_command ?? null;
    const tool = command === null || install_url === null ? null : /^(npm|pip) install\b/.exec(command)?.[0];
    return tool == null || install_url === null ? [] : [`${name.padEnd(11)} ${tool} '${install_url}'`];
  });
  return lines.length === 0 ? [] : ['', ...lines];
}

/** The commands to run next, for whatever failed. */
export function nextLines(build: Build): string[] {
  const lines: string[] = [];
  for (const [name, target] of targetsOf(build)) {
    const { commit } = target;
    if (commit.status === 'completed') {
      if (commit.conclusion === 'merge_conflict') lines.push('Resolve: kiln conflicts');
      if (commit.conclusion === 'upstream_merge_conflict')
        lines.push(
          `Merge the changes of the production repository, then: kiln retry ${build.id} ${name} commit`,
        );
      if (commit.conclusion === 'fatal' || commit.conclusion === 'error')
        lines.push(`Why: kiln diagnostics ${build.id}`);
    }
    const failed = CHECKS.find((check) => {
      const step = target[check];
      return step.status === 'completed' && /^(failure|timed_out)$/.test(step.conclusion);
    });
    if (failed !== undefined) lines.push(`Log: kiln logs ${build.id} ${name} ${failed}`);
  }
  const running = targetsOf(build).some(([, { status }]) => status !== 'completed');
  if (running) lines.push(`Follow: kiln watch ${build.id}`);
  return [...new Set(lines)];
}
