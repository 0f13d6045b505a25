import { type Command, Option } from 'commander';
import { WEBHOOK_EVENTS } from '../../contract/webhook-events.ts';
import type {
  WebhookDelivery,
  WebhookDeliveryDetail,
} from '../kiln-sdk/resources/projects/webhooks/deliveries.ts';
import type { Webhook, WebhookWithSecret } from '../kiln-sdk/resources/projects/webhooks/webhooks.ts';
import { CommandError, EXIT } from '../people/exit.ts';
import { ago, firstLine, linesOf, print } from '../people/print.ts';
import { type Common, projectOf, type Session, withProject, withSession } from '../people/session.ts';
import { table } from '../table.ts';

const EXAMPLES = `
Examples:
  kiln webhooks create https://hooks.example.com/kiln --event build.completed`;

/** Sends a webhook command's request and prints the response. */
type Work = (session: Session, project: string, options: Common) => Promise<void>;

export function addWebhooks(program: Command): void {
  const webhooks = withProject(program.command('webhooks'))
    .description('List and manage webhooks, which receive events.')
    .addHelpText('after', EXAMPLES)
    .action((options: Common) =>
      withSession(options, async (session) => {
        const project = await projectOf(session, options);
        const { data } = await session.client.projects.webhooks.list(project);
        print(options, data, () =>
          data.length === 0
            ? `${project} has no webhooks. Create one: kiln webhooks create https://hooks.example.com/kiln\n`
            : table(['ID', 'STATE', 'EVENTS', 'URL'], data.map(row)),
        );
      }),
    );
  addChanges(webhooks);
  addDeliveries(webhooks);
}

interface Settings {
  readonly to?: string;
  readonly event?: (typeof WEBHOOK_EVENTS)[number][];
  readonly description?: string;
}

function addChanges(webhooks: Command): void {
  const events = new Option('--event <names...>', 'only these events (default: all)').choices(WEBHOOK_EVENTS);
  webhooks
    .command('create <url>')
    .description('Create a webhook; its secret is shown only once.')
    .addOption(events)
    .option('--description <text>', 'its purpose')
    .action(
      (url: string, own: { event?: (typeof WEBHOOK_EVENTS)[number][]; description?: string }, command) =>
        asked(command, async ({ client }, project, options) => {
          const { event, description } = own;
          const made = await client.projects.webhooks.create(project, {
            url,
            ...(event === undefined ? {} : { events: event }),
            ...(description === undefined ? {} : { description }),
          });
          print(options, made, () => withSecret(made));
        }),
    );
  webhooks
    .command('update <id>')
    .description('Change the address, events or purpose.')
    .option('--to <url>', 'the new address')
    .addOption(new Option('--event <names...>', 'only these events').choices(WEBHOOK_EVENTS))
    .option('--description <text>', 'its purpose')
    .action((id: string, { to, event, description }: Settings, command) =>
      asked(command, async ({ client }, project, options) => {
        if (to === undefined && event === undefined && description === undefined)
          throw new CommandError('Nothing to change: give --to, --event or --description.', EXIT.usage);
        const changed = await client.projects.webhooks.update(id, {
          project,
          url: to,
          events: event,
          description,
        });
        print(options, changed, () => table(['ID', 'STATE', 'EVENTS', 'URL'], [row(changed)]));
      }),
    );
  webhooks
    .command('rotate <id>')
    .description('Create a new secret; it is shown only once.')
    .option('--overlap <hours>', 'how long the previous secret stays valid, 0 to 168 (default: 24)')
    .action((id: string, { overlap }: { overlap?: string }, command) =>
      asked(command, async ({ client }, project, options) => {
        if (overlap !== undefined && !/^\d{1,3}$/.test(overlap))
          throw new CommandError('--overlap: must be a number of hours, 0 to 168.', EXIT.usage);
        const rotated = await client.projects.webhooks.rotateSecret(id, {
          project,
          ...(overlap === undefined ? {} : { overlap_hours: Number(overlap) }),
        });
        print(options, rotated, () => withSecret(rotated));
      }),
    );
  for (const [verb, enabled, summary] of [
    ['disable', false, 'Stop sending events to a webhook.'],
    ['enable', true, 'Send events to a webhook again.'],
  ] as const) {
    webhooks
      .command(`${verb} <id>`)
      .description(summary)
      .action((id: string, _own: object, command) =>
        asked(command, async ({ client }, project, options) => {
          const changed = await client.projects.webhooks.update(id, { project, enabled });
          print(options, changed, () => table(['ID', 'STATE', 'EVENTS', 'URL'], [row(changed)]));
        }),
      );
  }
  webhooks
    .command('delete <id>')
    .description('Delete a webhook and its deliveries.')
    .action((id: string, _own: object, command) =>
      asked(command, async ({ client }, project, options) => {
        const deleted = await client.projects.webhooks.delete(id, { project });
        print(options, deleted, () => `Deleted ${id}.\n`);
      }),
    );
}

function addDeliveries(webhooks: Command): void {
  webhooks
    .command('ping <id>')
    .description('Send a test delivery.')
    .action((id: string, _own: object, command) =>
      asked(command, async ({ client }, project, options) => {
        const sent = await client.projects.webhooks.ping(id, { project });
        print(options, sent, () => `Sent as ${sent.id}. See: kiln webhooks show ${id} ${sent.id}\n`);
      }),
    );
  webhooks
    .command('deliveries <id>')
    .description('List the deliveries of a webhook, newest first.')
    .action((id: string, _own: object, command) =>
      asked(command, async ({ client }, project, options) => {
        const { data } = await client.projects.webhooks.deliveries.list(id, { project });
        print(options, data, () =>
          data.length === 0
            ? `Nothing yet. Send a test: kiln webhooks ping ${id}\n`
            : table(['ID', 'EVENT', 'STATE', 'ATTEMPTS', 'STATUS', 'CREATED'], data.map(deliveryRow)),
        );
      }),
    );
  webhooks
    .command('show <id> [delivery]')
    .description('Show a webhook, or a delivery with its requests.')
    .action((id: string, delivery: string | undefined, _own: object, command) =>
      asked(command, async ({ client }, project, options) => {
        if (delivery === undefined) {
          const webhook = await client.projects.webhooks.retrieve(id, { project });
          return print(options, webhook, () => linesOf(about(webhook)));
        }
        const at = { project, webhook: id };
        const found = await client.projects.webhooks.deliveries.retrieve(delivery, at);
        print(options, found, () => linesOf(attempts(found)));
      }),
    );
  webhooks
    .command('resend <id> <delivery>')
    .description('Send a delivery again, under the same id.')
    .action((id: string, delivery: string, _own: object, command) =>
      asked(command, async ({ client }, project, options) => {
        const sent = await client.projects.webhooks.deliveries.resend(delivery, { project, webhook: id });
        print(options, sent, () => `Sent again. See: kiln webhooks show ${id} ${delivery}\n`);
      }),
    );
}

function asked(command: Command, work: Work): Promise<void> {
  const options: Common = command.optsWithGlobals();
  return withSession(options, async (session) => work(session, await projectOf(session, options), options));
}

const stateOf = ({ enabled }: Webhook) => (enabled ? 'enabled' : 'disabled');

function row(webhook: Webhook): string[] {
  const { id, events, url } = webhook;
  const named = events.length === WEBHOOK_EVENTS.length ? 'all' : events.join(', ');
  return [id, stateOf(webhook), named, url];
}

function withSecret({ id, secret }: WebhookWithSecret): string {
  process.stderr.write(`Webhook ${id}. Its secret, shown only once:\n`);
  return `${secret}\n`;
}

function about(webhook: Webhook): string[] {
  const { id, url, events, description, note, created_by, created_at, secrets } = webhook;
  const old = secrets.flatMap(({ expires_at }) => expires_at ?? []);
  return [
    `${id}  ${stateOf(webhook)}${note === null ? '' : `: ${firstLine(note)}`}`,
    `sends    ${events.join(', ')}`,
    `to       ${firstLine(url)}`,
    ...(description === '' ? [] : [`for      ${firstLine(description)}`]),
    `created  ${created_at} by ${firstLine(created_by)}`,
    ...old.map((time) => `an earlier secret is valid until ${time}`),
  ];
}

function deliveryRow({
  id,
  type,
  state,
  attempts: tries,
  last_status,
  created_at,
}: WebhookDelivery): string[] {
  return [id, type, state, String(tries), last_status === null ? '–' : String(last_status), ago(created_at)];
}

function attempts({ id, type, state, next_attempt_at, body, history }: WebhookDeliveryDetail): string[] {
  return [
    `${id}  ${type}  ${state}${next_attempt_at === null ? '' : `, next attempt ${next_attempt_at}`}`,
    firstLine(body),
    ...history.flatMap(({ number, at, duration_ms, status, answer, note }) => [
      `${number}. ${at}  ${status ?? 'no response'}  ${duration_ms} ms${note === null ? '' : `  ${firstLine(note)}`}`,
      ...(answer === null || answer === '' ? [] : [`   ${firstLine(answer)}`]),
    ]),
  ];
}
