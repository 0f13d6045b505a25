import { hitsOf, PathRejected } from '../transforms/targets.ts';

/** The pointer of the only schema that a JSONPath matches; null if it matches none or several, or is invalid. */
export function schemaAtPath(root: unknown, path: string): string | null {
  if (!path.startsWith('$')) return null;
  try {
    const [hit, ...rest] = hitsOf(root, path);
    return hit === undefined || rest.length > 0 ? null : hit.pointer;
  } catch (error) {
    if (error instanceof PathRejected) return null;
    throw error;
  }
}
