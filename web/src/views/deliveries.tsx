import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Webhook, type WebhookAttempt, type WebhookWithSecret } from '../api.ts';
import { SearchedList } from '../searched-list.tsx';
import { Head, ProjectTabs } from '../shell.tsx';
import { Action, Ago, Empty, Loaded } from '../ui.tsx';
import { WebhookForm } from './webhook-form.tsx';
import { Secret } from './webhooks.tsx';

const FROM = '/signed-in/projects/$project/webhooks/$webhook';

/** One webhook: its secret, and its deliveries. */
export function DeliveriesView() {
  const { project, webhook: id } = useParams({ from: FROM });
  const query = useQuery({
    queryKey: ['webhooks', project],
    queryFn: () => api.webhooks(project),
  });
  return (
    <>
      <Head
        title="Webhook"
        project={project}
        crumbs={
          <>
            <Link to="/">Projects</Link>
            <Link to="/projects/$project" params={{ project }}>
              {project}
            </Link>
            <Link to="/projects/$project/webhooks" params={{ project }}>
              Webhooks
            </Link>
          </>
        }
      />
      <ProjectTabs project={project} />
      <Loaded query={query}>
        {({ data }) => {
          const found = data.find((one) => one.id === id);
          return found === undefined ? (
            <Empty title="There is no such webhook" />
          ) : (
            <>
              <About webhook={found} />
              <Deliveries webhook={found} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function About({ webhook }: { webhook: Webhook }) {
  const { project, id, url, description, enabled, note, events, secrets } = webhook;
  const client = useQueryClient();
  const navigate = useNavigate();
  const [made, setMade] = useState<WebhookWithSecret | null>(null);
  const [isEdited, setEdited] = useState(false);
  const refresh = () => client.invalidateQueries({ queryKey: ['webhooks', project] });
  const refreshDeliveries = () => client.invalidateQueries({ queryKey: ['deliveries', id] });
  const rotate = async () => {
    setMade(await api.rotateSecret(project, id));
    await refresh();
  };
  const remove = async () => {
    await api.deleteWebhook(project, id);
    await refresh();
    await navigate({ to: '/projects/$project/webhooks', params: { project } });
  };
  const earlier = secrets.flatMap(({ expires_at }) => expires_at ?? []);
  return (
    <section className="card form">
      <h2>
        {url}{' '}
        <span className={`badge ${enabled ? 'good' : 'quiet'}`}>{enabled ? 'enabled' : 'disabled'}</span>
      </h2>
      <p className="soft">{events.join(', ')}</p>
      {note === null ? null : <p className="note warn">{note}</p>}
      {earlier.map((time) => (
        <p key={time} className="soft">
          An earlier secret signs as well until {new Date(time).toLocaleString()}.
        </p>
      ))}
      {description === '' ? null : <p>{description}</p>}
      <div className="actions">
        {enabled ? (
          <Action className="small" work={() => api.pingWebhook(project, id).then(refreshDeliveries)}>
            Send a test
          </Action>
        ) : null}
        <Action
          className="small"
          confirm="Make a new secret? The one before signs as well for 24 hours."
          work={rotate}
        >
          Rotate secret
        </Action>
        <Action
          className="small"
          work={() => api.updateWebhook(project, id, { enabled: !enabled }).then(refresh)}
        >
          {enabled ? 'Disable' : 'Enable'}
        </Action>
        <button type="button" className="small" aria-expanded={isEdited} onClick={() => setEdited(!isEdited)}>
          Edit
        </button>
        <Action className="small danger" confirm="Delete this webhook with its deliveries?" work={remove}>
          Delete
        </Action>
      </div>
      {made === null ? null : <Secret made={made} />}
      {isEdited ? (
        <WebhookForm
          title="Edit the webhook"
          button="Save"
          initial={{ url, description, events }}
          cancel={() => setEdited(false)}
          save={async (settings) => {
            // An address that stays is not checked again: its receiver may be away.
            const { url: to, ...others } = settings;
            await api.updateWebhook(project, id, { ...others, ...(to === url ? {} : { url: to }) });
            setEdited(false);
            await refresh();
          }}
        />
      ) : null}
    </section>
  );
}

const TONES = { pending: 'busy', delivered: 'good', failed: 'bad' } as const;

function Deliveries({ webhook: { project, id, enabled } }: { webhook: Webhook }) {
  const { delivery: chosen } = useSearch({ from: FROM });
  const query = useQuery({
    queryKey: ['deliveries', id],
    queryFn: () => api.deliveries(project, id),
    refetchInterval: 5_000,
  });
  return (
    <section>
      <h2>Deliveries</h2>
      <Loaded query={query}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title="Nothing was sent yet" />
          ) : (
            <SearchedList
              rows={data}
              what="deliveries"
              textOf={({ id, type, state, last_status }) => `${type} ${id} ${state} ${last_status ?? ''}`}
            >
              {(one) => (
                <li key={one.id} className="schedule">
                  <div className="grow">
                    <Link
                      to="/projects/$project/webhooks/$webhook"
                      params={{ project, webhook: id }}
                      search={{ delivery: chosen === one.id ? undefined : one.id }}
                      className="name"
                      data-row
                    >
                      {one.type}
                    </Link>
                    <p className="soft">
                      <Ago time={one.created_at} /> · <code>{one.id}</code> · {one.attempts}{' '}
                      {one.attempts === 1 ? 'try' : 'tries'}
                      {one.last_status === null ? '' : ` · answered ${one.last_status}`}
                    </p>
                    {chosen === one.id ? <Detail project={project} webhook={id} delivery={one.id} /> : null}
                  </div>
                  <span className={`badge ${TONES[one.state]}`}>{one.state}</span>
                  {enabled ? <Resend project={project} webhook={id} delivery={one.id} /> : null}
                </li>
              )}
            </SearchedList>
          )
        }
      </Loaded>
    </section>
  );
}

interface Place {
  readonly project: string;
  readonly webhook: string;
  readonly delivery: string;
}

function Resend({ project, webhook, delivery }: Place) {
  const client = useQueryClient();
  const resend = async () => {
    await api.resend(project, webhook, delivery);
    await client.invalidateQueries({ queryKey: ['deliveries', webhook] });
  };
  return (
    <Action className="small" work={resend}>
      Send again
    </Action>
  );
}

/** A delivery's request, and each response. */
function Detail({ project, webhook, delivery }: Place) {
  const query = useQuery({
    queryKey: ['deliveries', webhook, delivery],
    queryFn: () => api.delivery(project, webhook, delivery),
    refetchInterval: 5_000,
  });
  return (
    <Loaded query={query} rows={3}>
      {({ body, history }) => (
        <>
          <Text label="Body" text={body} />
          {history.map((attempt) => (
            <Attempt key={attempt.number} attempt={attempt} />
          ))}
        </>
      )}
    </Loaded>
  );
}

function Attempt({ attempt }: { attempt: WebhookAttempt }) {
  const { number, at, duration_ms, status, note, headers, answer } = attempt;
  const sent = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return (
    <section aria-label={`Try ${number}`}>
      <p>
        Try {number} · <Ago time={at} /> · {duration_ms} ms ·{' '}
        {status === null ? 'no answer' : `answered ${status}`}
        {note === null ? '' : `: ${note}`}
      </p>
      <Text label="Request" text={sent.join('\n')} />
      {answer === null || answer === '' ? null : <Text label="Answer" text={answer} />}
    </section>
  );
}

function Text({ label, text }: { label: string; text: string }) {
  return (
    <figure className="sent">
      <figcaption className="soft">{label}</figcaption>
      <pre>{text}</pre>
    </figure>
  );
}
