import { headRef } from '../src/git/refs.ts';
import { advanceBranch } from '../src/git/sdk-branch/advance-branch.ts';
import { file } from '../src/git/store/file-tree.ts';
import { Repository } from '../src/git/store/repository.ts';

// A process that writes to an SDK repository until it is killed (test/unit/git/sdk-branch/kill.test.ts).

export const AUTHOR = { name: 'Kiln', email: 'kiln@localhost', timestamp: 1_700_000_000 };
const LINES = 'same\n'.repeat(20);

/** Generated code of build `n`: files that change with each build, far from custom code. */
export function generated(n: number): Map<string, ReturnType<typeof file>> {
  const files = Array.from({ length: 30 }, (_, i): [string, ReturnType<typeof file>] => [
    `src/file${i}.ts`,
    file(i % 3 === 0 ? `build ${n} of file ${i}\n${LINES}end\n` : `file ${i}\n`),
  ]);
  return new Map([...files, ['bytes.bin', file(Buffer.from([0, n % 256, n >> 8]))]]);
}

export async function build(repository: Repository, n: number): Promise<string> {
  const { kind } = await advanceBranch(repository, {
    branch: 'main',
    tree: await repository.writeTree(generated(n)),
    message: `build ${n}\n\nKiln-Build: b${n}\n`,
    author: AUTHOR,
    sequence: BigInt(n),
    buildId: `b${n}`,
    attempt: 1,
  });
  return kind;
}

/** Custom code: an edit of a generated file, and a new file. */
export async function push(repository: Repository, n: number): Promise<void> {
  const head = await repository.resolve(headRef('main'));
  if (head === null) return;
  const files = new Map(await repository.readTree(head));
  const edited = files.get('src/file0.ts')?.content.toString() ?? '';
  files.set('src/file0.ts', file(edited.replace(/end.*\n$/, 'end, by hand\n')));
  files.set('own.txt', file(`own ${n}\n`));
  const tree = await repository.writeTree(files);
  const to = await repository.writeCommit({ tree, parents: [head], message: 'by hand\n', author: AUTHOR });
  await repository.updateRefs([{ ref: headRef('main'), from: head, to }]);
}

const [gitDir, start] = process.argv.slice(2);
if (process.send !== undefined && gitDir !== undefined) {
  const repository = new Repository(gitDir);
  process.send('ready');
  for (let n = Number(start); ; n++) {
    await build(repository, n);
    if (n % 2 === 0) await push(repository, n);
  }
}
