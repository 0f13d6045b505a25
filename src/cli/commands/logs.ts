import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { CHECKS, type Check, type SdkTarget } from '../../contract/targets.ts';
import { targetNamed } from '../people/builds.ts';
import { CommandError, EXIT } from '../people/exit.ts';
import { interruption } from '../people/interrupt.ts';
import { type Common, type Session, withCommon, withSession } from '../people/session.ts';
import type { BuildTarget } from '../progress.ts';

const POLL_MS = 700;

interface Options extends Common {
  readonly follow?: boolean;
}

const EXAMPLES = `
Examples:
  kiln logs 01kb3v6qm8w2x4y6z8a0b2c4d6 go           what failed, or is running
  kiln logs 01kb3v6qm8w2x4y6z8a0b2c4d6 go test -f   its tests, until they end`;

export function addLogs(program: Command): void {
  withCommon(program.command('logs <build> <target> [step]'))
    .description('Print the log of lint, build or test (default: the first that failed or is running).')
    .summary('Print the log of a check')
    .option('-f, --follow', 'follow the log until the step has ended')
    .addHelpText('after', EXAMPLES)
    .action((id: string, name: string, stepName: string | undefined, options: Options) =>
      withSession(options, async (session) => {
        const target = targetNamed(name);
        const step = stepName === undefined ? null : stepNamed(stepName);
        const read = async () => (await session.client.builds.retrieve(id)).targets[target];
        const found = await read();
        if (found === undefined)
          throw new CommandError(
            `target: build ${id} has no ${target}; see "kiln show ${id}".`,
            EXIT.notFound,
          );
        const shown = step ?? interesting(found);
        const text = await printLog(session, id, target, shown, options, async () => (await read()) ?? found);
        if (options.json === true)
          process.stdout.write(`${JSON.stringify({ build: id, target, step: shown, log: text })}\n`);
      }),
    );
}

function stepNamed(name: string): Check {
  const step = CHECKS.find((check) => check === name);
  if (step !== undefined) return step;
  throw new CommandError(`step: must be ${CHECKS.join(', ')}, not ${JSON.stringify(name)}.`, EXIT.usage);
}

/**
 * The check that a person most likely looks for: the first that failed, or else the one that is running, or else the
 * last that ended.
 */
function interesting(target: BuildTarget): Check {
  const is = (wanted: RegExp) =>
    CHECKS.find((check) => {
      const step = target[check];
      return wanted.test(step.status === 'completed' ? step.conclusion : step.status);
    });
  return (
    is(/^(failure|timed_out)$/) ??
    is(/^in_progress$/) ??
    CHECKS.findLast((check) => target[check].status === 'completed') ??
    'lint'
  );
}

/** Writes a log to standard output, in pieces while following it. Returns the whole log. */
async function printLog(
  { baseUrl, apiKey }: Session,
  id: string,
  target: SdkTarget,
  step: Check,
  { follow = false, json = false }: Options,
  read: () => Promise<BuildTarget>,
): Promise<string> {
  const signal = interruption();
  const chunks: Buffer[] = [];
  let from = 0;
  for (;;) {
    // Asked before the log is read, so that everything written until then is in it.
    const status = (await read())[step].status;
    const response = await fetch(
      `${baseUrl}/v0/page/builds/${encodeURIComponent(id)}/targets/${target}/log/${step}?from=${from}`,
      { headers: { authorization: `Bearer ${apiKey}` }, signal },
    ).catch((error: unknown) => {
      if (signal.aborted) return null;
      throw error;
    });
    if (response === null) break;
    if (response.ok) {
      const chunk = Buffer.from(await response.arrayBuffer());
      from += chunk.length;
      chunks.push(chunk);
      // As raw bytes: a piece may end within a character.
      if (!json) process.stdout.write(chunk);
    } else if (!follow || status === 'completed') {
      throw new CommandError(
        `step: ${step} of ${target} has no log in build ${id}: it ${status === 'completed' ? 'did not run' : 'has not started; follow it with -f'}.`,
        EXIT.notFound,
      );
    }
    if (!follow || status === 'completed' || signal.aborted) break;
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
  return Buffer.concat(chunks).toString('utf8');
}
