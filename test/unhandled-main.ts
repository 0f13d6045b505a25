import Fastify from 'fastify';
import { registerErrors } from '../src/api/plugins/errors.ts';
import { registerUnhandled } from '../src/api/plugins/unhandled.ts';
import { containUnhandledRejections } from '../src/runtime/processes/unhandled.ts';
import { whole } from '../src/sdk/thread.ts';

// Runs as a separate process, because an uncontained unhandled rejection ends the process.
const logged: string[] = [];
// The thread's own listener is loaded with its code; this process stands for both.
containUnhandledRejections((line) => logged.push(line.split('\n')[0] ?? ''));
const app = Fastify();
registerErrors(app);
registerUnhandled(app);
app.post('/stray', async () => {
  setTimeout(() => Promise.reject(new Error('left behind')), 1);
  return new Promise(() => {});
});
app.get('/fine', async () => ({ fine: true }));
const stray = await app.inject({ method: 'POST', url: '/stray', payload: { a: 1 } });
const fine = await app.inject({ method: 'GET', url: '/fine' });
const work = await whole(() => {
  Promise.reject(new Error('of the library'));
  return 'an answer';
}).catch((error: unknown) => String(error));
process.stdout.write(JSON.stringify({ stray: stray.statusCode, fine: fine.statusCode, work, logged }));
