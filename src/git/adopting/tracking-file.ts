import { TrackingFile } from '../../contract/adoptions.ts';
import { listTree } from '../store/history.ts';
import type { Repository } from '../store/repository.ts';
import { textAt } from '../store/text-at.ts';

/** The content of a repository's tracking file. */
export interface Tracked {
  readonly tracking: TrackingFile | null;
  /** A warning about a tracking file that cannot be used. */
  readonly notes: readonly string[];
}

const NAME = /^custom-code\/(?:([^/]+)\/)?[^/]+-custom-code\.json$/;

/**
 * The newest tracking file for a target with these compiler names: in `custom-code/<name>/`, or in `custom-code/` if
 * the repository has one language. Their names begin with the time, so the last in order is the newest.
 */
export async function trackedIn(
  repository: Repository,
  head: string,
  names: readonly string[],
): Promise<Tracked> {
  const paths = [...(await listTree(repository, head)).keys()].filter((path) => {
    const found = NAME.exec(path);
    return found !== null && (found[1] === undefined || names.includes(found[1]));
  });
  const newest = paths.sort((a, b) => (fileName(a) < fileName(b) ? -1 : 1)).at(-1);
  if (newest === undefined) return { tracking: null, notes: [] };
  const tracking = parse(await textAt(repository, head, newest));
  if (tracking !== null) return { tracking, notes: [] };
  return { tracking: null, notes: [`${newest} is not used: it must have the commits base and integrated.`] };
}

const fileName = (path: string) => path.slice(path.lastIndexOf('/') + 1);

function parse(text: string | null): TrackingFile | null {
  try {
    return TrackingFile.safeParse(JSON.parse(text ?? '')).data ?? null;
  } catch {
    return null;
  }
}
