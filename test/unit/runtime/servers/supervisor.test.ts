import { ChildProcess } from 'node:child_process';
import { expect, test } from 'vitest';
import { Supervisor } from '../../../../src/runtime/servers/supervisor.ts';

test('a server that is still starting when another fails is stopped too', async () => {
  const supervisor = new Supervisor(() => {});
  let isUp = () => {};
  const slow = new Promise<void>((resolve) => {
    isUp = resolve;
  });
  const stopped: string[] = [];
  const failing = supervisor.start('PostgreSQL', () => Promise.reject(new Error('no disk')));
  const starting = supervisor.start('Temporal', async () => {
    await slow;
    return {
      process: new ChildProcess(),
      stop: async () => {
        stopped.push('Temporal');
      },
    };
  });
  await expect(failing).rejects.toThrow('no disk');
  const stopping = supervisor.stop();
  isUp();
  await starting;
  await stopping;
  expect(stopped).toEqual(['Temporal']);
});
