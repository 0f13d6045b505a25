import { useState } from 'react';
import { WEBHOOK_EVENTS, type WebhookEvent } from '../../../src/contract/webhook-events.ts';
import { Action } from '../ui.tsx';

export interface WebhookSettings {
  readonly url: string;
  readonly description: string;
  readonly events: WebhookEvent[];
}

interface FormProps {
  readonly title: string;
  readonly button: string;
  readonly initial?: WebhookSettings;
  readonly save: (settings: WebhookSettings) => Promise<void>;
  readonly cancel?: () => void;
}

/** The settings of a webhook: of a new one, or to change them. */
export function WebhookForm({ title, button, initial, save, cancel }: FormProps) {
  const [url, setUrl] = useState(initial?.url ?? '');
  const [description, setDescription] = useState(initial?.description ?? '');
  const [events, setEvents] = useState<readonly WebhookEvent[]>(initial?.events ?? WEBHOOK_EVENTS);
  return (
    <section className="card form" aria-label={title}>
      <h2>{title}</h2>
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
      <div className="actions">
        <Action className="main" work={() => save({ url, description, events: [...events] })}>
          {button}
        </Action>
        {cancel === undefined ? null : (
          <button type="button" onClick={cancel}>
            Discard
          </button>
        )}
      </div>
    </section>
  );
}
