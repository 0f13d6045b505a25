import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { WEBHOOK_EVENTS, type WebhookEvent } from '../../../src/contract/webhook-events.ts';
import { api, type WebhookWithSecret } from '../api.ts';
import { ProjectHead } from '../shell.tsx';
import { Action, Ago, CommandLine, Empty, Loaded } from '../ui.tsx';

export function WebhooksView() {
  const { project } = useParams({ from: '/signed-in/projects/$project/webhooks' });
  const client = useQueryClient();
  const query = useQuery({ queryKey: ['webhooks', project], queryFn: () => api.webhooks(project) });
  const refresh = () => client.invalidateQueries({ queryKey: ['webhooks', project] });
  return (
    <>
      <ProjectHead title="Webhooks" project={project} />
      <Loaded query={query}>
        {({ data }) => (
          <>
            {data.length === 0 ? (
              <Empty title="No webhooks">
                <p>A webhook sends signed events of this project to a URL of yours.</p>
              </Empty>
            ) : (
              <ul className="list">
                {data.map((one) => (
                  <li key={one.id} className="schedule">
                    <div className="grow">
                      <Link
                        to="/projects/$project/webhooks/$webhook"
                        params={{ project, webhook: one.id }}
                        className="name"
                        data-row
                      >
                        {one.url}
                      </Link>
                      <p className="soft">
                        {one.description === '' ? '' : `${one.description} · `}
                        {one.events.join(', ')} · by {one.created_by} <Ago time={one.created_at} />
                      </p>
                      {one.note === null ? null : <p className="soft">{one.note}</p>}
                    </div>
                    <span className={`badge ${one.enabled ? 'good' : 'quiet'}`}>
                      {one.enabled ? 'enabled' : 'disabled'}
                    </span>
                  </li>
                ))}
              </ul>
            )}
            <NewWebhook project={project} done={refresh} />
          </>
        )}
      </Loaded>
    </>
  );
}

/** A new secret, shown once. */
export function Secret({ made }: { made: WebhookWithSecret }) {
  return (
    <div role="status">
      <p>Its secret is shown only once:</p>
      <CommandLine text={made.secret} />
    </div>
  );
}

function NewWebhook({ project, done }: { project: string; done: () => Promise<void> }) {
  const [url, setUrl] = useState('');
  const [description, setDescription] = useState('');
  const [events, setEvents] = useState<readonly WebhookEvent[]>(WEBHOOK_EVENTS);
  const [made, setMade] = useState<WebhookWithSecret | null>(null);
  const create = async () => {
    setMade(await api.createWebhook(project, { url, description, events: [...events] }));
    setUrl('');
    setDescription('');
    await done();
  };
  return (
    <section className="card form">
      <h2>New webhook</h2>
      <div className="fields">
        <label>
          Address
          <input
            type="url"
            value={url}
            placeholder="https://hooks.example.com/kiln"
            onChange={({ target }) => setUrl(target.value)}
          />
        </label>
        <label>
          What it is for
          <input value={description} onChange={({ target }) => setDescription(target.value)} />
        </label>
      </div>
      <fieldset className="checks">
        <legend>Events</legend>
        {WEBHOOK_EVENTS.map((event) => (
          <label key={event} className="check">
            <input
              type="checkbox"
              checked={events.includes(event)}
              onChange={({ target }) =>
                setEvents(target.checked ? [...events, event] : events.filter((one) => one !== event))
              }
            />
            {event}
          </label>
        ))}
      </fieldset>
      <Action className="main" work={create}>
        Create webhook
      </Action>
      {made === null ? null : <Secret made={made} />}
    </section>
  );
}
