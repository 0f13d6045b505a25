import path from 'node:path';
import { headRef } from '../../src/git/refs.ts';
import { file } from '../../src/git/store/file-tree.ts';
import { Repository } from '../../src/git/store/repository.ts';
import type { Kiln } from '../chaos/kiln.ts';

/** Custom code on the main branch of an SDK: every text file as `change` returns it. */
export async function pushOver(
  kiln: Kiln,
  project: string,
  target: string,
  change: (text: string) => string,
): Promise<void> {
  const folder = path.join(kiln.dataDir, 'repositories', 'chaos', `${project}-${target}.git`);
  const repository = new Repository(folder);
  const ref = headRef('main');
  const head = (await repository.resolve(ref)) ?? '';
  const files = new Map(
    [...(await repository.readTree(head))].map(([name, { content, mode }]) => [
      name,
      file(Buffer.from(change(content.toString('utf8'))), mode),
    ]),
  );
  const sha = await repository.writeCommit({
    tree: await repository.writeTree(files),
    parents: [head],
    message: 'By hand\n',
    author: { name: 'A person', email: 'person@example.com', timestamp: 1_700_000_000 },
  });
  await repository.updateRefs([{ ref, from: head, to: sha }]);
}
