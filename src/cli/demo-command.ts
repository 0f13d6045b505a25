import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { readConfig } from '../runtime/config.ts';
import { freePort } from '../runtime/servers/ports.ts';
import { installUserTools } from '../runtime/toolchains/install.ts';
import { descriptionSource, exampleSource, targetList } from './demo-source.ts';
import { say } from './say.ts';
import { temporalUi, untilSignal, up } from './up.ts';

interface Options {
  readonly exit?: boolean;
  readonly json?: boolean;
  readonly description?: string;
  readonly targets?: string;
}

/** The exit code of a command that was ended by Ctrl-C. */
const INTERRUPTED = 130;

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('Build SDKs of an example API in every target and show the progress.')
    .option('--exit', 'stop afterwards; exit with 0 if everything succeeded')
    .option('--json', 'print the final build as JSON on standard output')
    .option('--description <file>', 'build this OpenAPI description instead of the example')
    .option('--targets <names>', 'build only these targets, e.g. typescript,go')
    .action(async (options: Options) => {
      const targets = targetList(options.targets);
      const source =
        options.description === undefined
          ? await exampleSource('bookstore')
          : await descriptionSource(options.description);
      const settings = readConfig();
      const apiKey = settings.apiKey ?? `kiln_${randomBytes(24).toString('base64url')}`;
      const port = options.exit === true ? await freePort() : settings.port;
      const config = { ...settings, apiKey, port, logLevel: 'warn' as const };
      const signal = untilSignal();
      const tools = installUserTools(config, say);
      // Awaited once Kiln runs.
      tools.catch(() => {});
      const running = await up(config);
      let code: number;
      try {
        await tools;
        const { runDemo } = await import('./demo.ts');
        const { explained } = await import('./people/failures.ts');
        const demo = runDemo({
          baseUrl: running.address,
          apiKey,
          org: config.org,
          source,
          targets,
          ui: temporalUi(running.stack),
          page: options.exit === true ? null : running.page,
          say,
          json: options.json === true,
        }).catch((error: unknown) => {
          throw explained(error, running.address);
        });
        // Ctrl-C does not wait for the build, which fails once Kiln is gone.
        code = (await Promise.race([demo, signal.then(() => null)])) ?? INTERRUPTED;
        if (options.exit !== true && code !== INTERRUPTED) {
          say(`API key      ${apiKey}`);
          say('');
          say('Kiln runs until you press Ctrl-C.');
          await signal;
        }
      } finally {
        await running.stop();
      }
      process.exit(code);
    });
}
