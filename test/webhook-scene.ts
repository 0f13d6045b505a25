import type { Database } from '../src/records/database.ts';
import { newId } from '../src/records/ids.ts';

const URL = 'https://hooks.example.com/kiln';

/**
 * A recorded webhook of a project that was notified of a build once its server was available. It subscribes to an
 * event that never happens, so nothing is sent. Returns its id and that of its latest delivery.
 */
export async function webhookScene(db: Database, project: string) {
  const { id: projectId } = await db.project.findFirstOrThrow({ where: { slug: project } });
  const build = await db.build.findFirstOrThrow({ where: { projectId } });
  const webhook = newId();
  const at = new Date(Date.now() - 3_600_000);
  const headers = (id: string) => ({
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
  });
  const delivery = (type: 'build.completed' | 'build.created', answers: readonly number[]) => {
    const id = newId();
    const data = { org: 'acme', project, branch: 'main', build: build.id };
    return {
      id,
      key: `${type}/${id}`,
      type,
      body: JSON.stringify({ type, timestamp: at.toISOString(), data }),
      state: 'delivered' as const,
      attempts: {
        create: answers.map((status, i) => ({
          number: i + 1,
          at,
          durationMs: 87,
          url: URL,
          headers: headers(id),
          status,
          answer: status === 204 ? '' : 'upstream is away',
          failure: status === 204 ? null : 'status',
          note: status === 204 ? null : `The server answered ${status}.`,
        })),
      },
    };
  };
  const [first, last] = [delivery('build.created', [204]), delivery('build.completed', [503, 204])];
  await db.webhook.create({
    data: {
      id: webhook,
      projectId,
      url: URL,
      events: ['conflict.resolved'],
      description: 'release bot',
      createdBy: 'ada@example.com',
      secrets: { create: { id: newId(), secret: '' } },
      deliveries: { create: [first, last] },
    },
  });
  return { webhook, delivery: last.id };
}
