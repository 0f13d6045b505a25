import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { readConfig } from '../runtime/config.ts';
import { freePort } from '../runtime/ports.ts';
import { say } from './say.ts';
import { describe, untilSignal, up } from './up.ts';

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('build SDKs of an example API in every target, and show how')
    .option('--exit', 'stop when done; the exit code says whether all is well')
    .option('--json', 'print the final build as JSON on standard output')
    .action(async (options: { exit?: boolean; json?: boolean }) => {
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
        uiUrl: running.stack.temporalUiUrl,
        say,
        json: options.json === true,
      });
      if (options.exit !== true) {
        for (const line of describe(running)) say(line);
        say(`API key      ${apiKey}`);
        await signal;
      }
      await running.stop();
      process.exit(code);
    });
}
