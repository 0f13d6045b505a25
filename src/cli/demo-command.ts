import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { readConfig } from '../runtime/config.ts';
import { freePort } from '../runtime/ports.ts';
import { descriptionSource, exampleSource, targetList } from './demo-source.ts';
import { say } from './say.ts';
import { temporalUi, untilSignal, up } from './up.ts';

interface Options {
  readonly exit?: boolean;
  readonly json?: boolean;
  readonly description?: string;
  readonly targets?: string;
}

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('build SDKs of an example API in every target, and show how')
    .option('--exit', 'stop when done; the exit code says whether all is well')
    .option('--json', 'print the final build as JSON on standard output')
    .option('--description <file>', 'build an OpenAPI description of your own instead of the example')
    .option('--targets <names>', 'build these targets alone, e.g. typescript,go')
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
      const running = await up(config);
      const { runDemo } = await import('./demo.ts');
      const code = await runDemo({
        baseUrl: running.address,
        apiKey,
        org: config.org,
        source,
        targets,
        ui: temporalUi(running.stack),
        say,
        json: options.json === true,
      });
      if (options.exit !== true) {
        say(`API key      ${apiKey}`);
        say('');
        say('All of this runs until you press Ctrl-C.');
        await signal;
      }
      await running.stop();
      process.exit(code);
    });
}
