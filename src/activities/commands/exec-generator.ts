import { copyFile, mkdir, mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { type GenerateResult, type Generator, GeneratorTimedOut } from '../../codegen/generator.ts';
import type { CommandLine } from '../../contract/commands.ts';
import { removeFolder } from '../../runtime/processes/process-folder.ts';
import type { ActivityDeps } from '../inputs/deps.ts';
import { runListed } from './config-command.ts';
import { RefusedOutput, readOutput } from './read-output.ts';

/**
 * The generator of `generator: {name: exec, …}`: a command that runs like other commands of config files, in
 * a folder of its own. `{description}` and `{output}` in its arguments become paths relative to that folder;
 * properties of the request replace the placeholders of their names. A command that fails, or writes files
 * that cannot be committed, is a result with the tail of its output.
 */
export function createExecGenerator(deps: ActivityDeps, org: string, command: CommandLine): Generator {
  return {
    name: 'exec',
    version: JSON.stringify(command),
    close: async () => {},
    async generate({ language, descriptionPath, properties, timeoutMs }): Promise<GenerateResult> {
      const folder = await mkdtemp(path.join(deps.temporary, 'exec-'));
      try {
        await mkdir(path.join(folder, 'output'));
        await copyFile(descriptionPath, path.join(folder, 'description.json'));
        const values = { ...properties, description: 'description.json', output: 'output', target: language };
        const words = command.map((word) => filled(word, new Map(Object.entries(values))));
        const { kind, why, output } = await runListed(deps, words, { folder, cwd: folder, org, timeoutMs });
        if (kind === 'timed_out') {
          throw new GeneratorTimedOut(`codegen exceeded its time limit of ${timeoutMs / 1000} s.`);
        }
        if (kind === 'failed') return failed(`It ${why}.`, output);
        const files = await readOutput(path.join(folder, 'output'));
        return files.size === 0
          ? failed('It wrote no files to {output}.', output)
          : { ok: true, files, findings: [] };
      } catch (error) {
        if (error instanceof RefusedOutput) return failed(error.message);
        throw error;
      } finally {
        await removeFolder(folder);
      }
    },
  };
}

function filled(word: string, values: ReadonlyMap<string, string>): string {
  return word.replace(/\{(\w+)\}/g, (placeholder, name: string) => values.get(name) ?? placeholder);
}

function failed(why: string, output = ''): GenerateResult {
  const message = `The generator's command failed. ${why}${output === '' ? '' : `\n${output}`}`;
  return { ok: false, findings: [{ level: 'fatal', message }] };
}
