import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type WebhookWithSecret } from '../api.ts';
import { SearchedList } from '../searched-list.tsx';
import { ProjectHead } from '../shell.tsx';
import { Ago, CommandLine, Empty, Loaded } from '../ui.tsx';
import { WebhookForm, type WebhookSettings } from './webhook-form.tsx';

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
              <SearchedList
                rows={data}
                what="webhooks"
                textOf={({ url, description, events }) => [url, description, ...events].join(' ')}
              >
                {(one) => (
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
                )}
              </SearchedList>
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
  const [made, setMade] = useState<WebhookWithSecret | null>(null);
  const create = async (settings: WebhookSettings) => {
    setMade(await api.createWebhook(project, settings));
    await done();
  };
  return (
    <>
      {/* Emptied once it is saved. */}
      <WebhookForm key={made?.id} title="New webhook" button="Create webhook" save={create} />
      {made === null ? null : <Secret made={made} />}
    </>
  );
}
