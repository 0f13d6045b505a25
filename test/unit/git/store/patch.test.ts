import { expect, test } from 'vitest';
import { parsePatch } from '../../../../src/git/store/patch.ts';

test('a patch states how a file changed, and how many lines', () => {
  const modified = parsePatch(
    'diff --git a/src/a b.ts b/src/a b.ts\nindex 1..2 100644\n--- a/src/a b.ts\t\n+++ b/src/a b.ts\t\n@@ -1,2 +1,2 @@\n same\n--- a/x\n+++ b/x\n',
  );
  expect(modified).toMatchObject({ path: 'src/a b.ts', status: 'modified', additions: 1, deletions: 1 });
  const added = parsePatch(
    'diff --git a/new b/new\nnew file mode 100644\nindex 0..2\n--- /dev/null\n+++ b/new\n@@ -0,0 +1 @@\n+one\n',
  );
  expect(added).toMatchObject({ path: 'new', from: null, status: 'added', additions: 1, deletions: 0 });
  const renamed = parsePatch(
    'diff --git a/old b/new\nsimilarity index 100%\nrename from old\nrename to new\n',
  );
  expect(renamed).toMatchObject({ path: 'new', from: 'old', status: 'renamed', hunks: '' });
  const binary = parsePatch(
    'diff --git a/x.png b/x.png\nindex 1..2 100644\nBinary files a/x.png and b/x.png differ\n',
  );
  expect(binary).toMatchObject({ path: 'x.png', binary: true, hunks: null });
});
