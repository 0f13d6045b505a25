import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CommandLine } from '../../contract/commands.ts';
import type { FileTree } from '../../git/store/file-tree.ts';
import { removeFolder } from '../../runtime/processes/process-folder.ts';
import { failure } from '../../temporal/failures.ts';
import type { ActivityDeps } from '../inputs/deps.ts';
import { runListed } from './config-command.ts';
import { RefusedOutput, readOutput } from './read-output.ts';

export type Changed =
  | { readonly ok: true; readonly files: FileTree }
  /** Which command failed, why, and the tail of its output. */
  | { readonly ok: false; readonly message: string };

/**
 * Runs the `postgen` commands of a config file in a folder that holds `files`, with the restrictions of all
 * commands of config files, and returns the files that are there afterwards. `org` is the slug of the
 * organisation; `timeoutMs` applies to each command. A command that fails, or leaves files that cannot be
 * committed, is a result.
 */
export async function runPostgenCommands(
  deps: ActivityDeps,
  org: string,
  commands: readonly CommandLine[],
  files: FileTree,
  timeoutMs: number,
): Promise<Changed> {
  const folder = await mkdtemp(path.join(deps.temporary, 'postgen-'));
  const cwd = path.join(folder, 'code');
  try {
    await writeFiles(cwd, files);
    for (const command of commands) {
      const { kind, why, output } = await runListed(deps, command, { folder, cwd, org, timeoutMs });
      if (kind === 'timed_out') {
        const message = `postgen exceeded its time limit of ${timeoutMs / 1000} s, in ${shown(command)}.`;
        throw failure('TimedOut', message);
      }
      if (kind === 'failed') {
        return { ok: false, message: `The postgen command ${shown(command)} ${why}.\n${output}` };
      }
    }
    const changed = await readOutput(cwd);
    if (changed.size > 0) return { ok: true, files: changed };
    return { ok: false, message: 'The postgen commands left no files.' };
  } catch (error) {
    if (!(error instanceof RefusedOutput)) throw error;
    return { ok: false, message: `The result of the postgen commands cannot be committed. ${error.message}` };
  } finally {
    await removeFolder(folder);
  }
}

async function writeFiles(root: string, files: FileTree): Promise<void> {
  await mkdir(root);
  for (const [name, { content, mode }] of files) {
    const full = path.join(root, name);
    await mkdir(path.dirname(full), { recursive: true });
    await writeFile(full, content);
    if (mode === '100755') await chmod(full, 0o755);
  }
}

function shown(command: CommandLine): string {
  const line = command.join(' ').replaceAll(/\s+/g, ' ');
  return `\`${line.length > 300 ? `${line.slice(0, 300)}…` : line}\``;
}
