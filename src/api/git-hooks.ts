import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Branches below `kiln` that may be pushed to, separated by spaces: passed to the hook. */
export const OPEN_BRANCHES = 'KILN_OPEN_BRANCHES';
/** Closed conflicts as `ref:branch`, separated by spaces: passed to the hook. A ref contains neither. */
export const CLOSED_CONFLICTS = 'KILN_CLOSED_CONFLICTS';

/**
 * Git's `update` hook, called with the name of each pushed ref. It rejects misleading names, and tells where to push
 * a resolution whose conflict has been closed. Its output is shown to the person who pushes.
 */
const UPDATE = `#!/bin/sh
name=\${1#refs/*/}
case "$name" in
  -*) echo "$name: a branch or tag must not begin with -, because programs take it for an option." >&2; exit 1 ;;
  HEAD | FETCH_HEAD | ORIG_HEAD | MERGE_HEAD | @) echo "$name: is reserved by Git; choose another name." >&2; exit 1 ;;
esac
case "$1" in
  refs/heads/kiln | refs/heads/kiln/*)
    for open in $${OPEN_BRANCHES}; do [ "$1" = "$open" ] && exit 0; done
    echo "$name: branches below kiln/ are reserved for conflicts." >&2
    case "$1" in
      refs/heads/kiln/conflict-*)
        branch=
        for closed in $${CLOSED_CONFLICTS}; do [ "$1" = "\${closed%%:*}" ] && branch=\${closed#*:}; done
        if [ -n "$branch" ]; then
          echo "This conflict is closed: a build of $branch got past it, or somebody resolved it." >&2
          echo "Merge your resolution with $branch and push it there: git pull origin $branch && git push origin HEAD:$branch" >&2
        else
          echo "There is no open conflict of this number." >&2
        fi
        if [ -n "$${OPEN_BRANCHES}" ]; then
          echo "Open conflicts:" >&2
          echo "  $${OPEN_BRANCHES}" | sed 's#refs/heads/##g' >&2
        fi ;;
    esac
    exit 1 ;;
esac
`;

/** Writes the hooks into `<folder>/hooks` and returns that folder. */
export async function writeHooks(folder: string): Promise<string> {
  const hooks = path.join(folder, 'hooks');
  await mkdir(hooks, { recursive: true });
  const temporary = path.join(hooks, `update.${process.pid}`);
  await writeFile(temporary, UPDATE);
  await chmod(temporary, 0o755);
  await rename(temporary, path.join(hooks, 'update'));
  return hooks;
}
