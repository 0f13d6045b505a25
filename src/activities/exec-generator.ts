import { copyFile, mkdir, mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { CancelledFailure } from '@temporalio/activity';
import { type GenerateResult, type Generator, GeneratorTimedOut } from '../codegen/generator.ts';
import type { CommandLine } from '../contract/commands.ts';
import { removeFolder } from '../runtime/process-folder.ts';
import { describeRun, runCommands } from './commands.ts';
import type { ActivityDeps } from './deps.ts';
import { RefusedOutput, readOutput } from './read-output.ts';
import { Tail } from './tail.ts';

/**
 * The command of `generator: {name: exec, …}` as a generator: run as commands of config files are, in a folder of its
 * own. `{description}` and `{output}` in its words are paths from there; properties of the request replace others of
 * their names. A command that fails, or writes what is not committed, is an answer with the end of its output.
 */
export function createExecGenerator(deps: ActivityDeps, command: CommandLine): Generator {
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
        const [program = '', ...args] = command.map((word) => filled(word, new Map(Object.entries(values))));
        const output = new Tail();
        const result = await runCommands(deps, [{ argv: [program, ...args], listed: true }], {
          folder,
          cwd: folder,
          timeoutMs,
          output,
        });
        if (result.kind === 'cancelled') throw new CancelledFailure('Generating was cancelled.');
        if (result.kind === 'timed_out') {
          throw new GeneratorTimedOut(`codegen ran past its time limit of ${timeoutMs / 1000} s.`);
        }
        if (result.kind !== 'exited' || result.code !== 0)
          return failed(`It ${describeRun(result)}.`, output);
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

function failed(why: string, output?: Tail): GenerateResult {
  const end = output?.text() ?? '';
  const message = `The generator's command did not succeed. ${why}${end === '' ? '' : `\n${end}`}`;
  return { ok: false, findings: [{ level: 'fatal', message }] };
}
