import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { endLeftOver } from '../../../../src/runtime/servers/orphan-process.ts';

test('reports a leftover process of another user instead of waiting forever', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'kiln-orphan-'));
  const file = path.join(folder, 'x.pid');
  // This very process, which another user cannot end.
  await writeFile(file, `${process.pid}\n`);
  const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
    throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' });
  });
  try {
    await expect(endLeftOver(file, 'node', 'SIGTERM')).rejects.toThrow(/it belongs to another user: stop it/);
  } finally {
    kill.mockRestore();
    await rm(folder, { recursive: true });
  }
});
