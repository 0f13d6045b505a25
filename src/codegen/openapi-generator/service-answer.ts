import { z } from 'zod';
import { file, type TreeFile } from '../../git/store/file-tree.ts';
import { readInside } from '../../runtime/storage/open-inside.ts';

export const Answer = z.object({
  id: z.string(),
  ok: z.boolean(),
  error: z.string().optional(),
  files: z.array(z.tuple([z.string(), z.int()])).default([]),
  warnings: z.array(z.string()).default([]),
});
export type Answer = z.infer<typeof Answer>;

/** Splits `content`, in which the service concatenates files: each has a path and a size in bytes. */
export async function splitOutput(
  folder: string,
  listed: readonly (readonly [string, number])[],
): Promise<Map<string, TreeFile>> {
  const content = await readInside(folder, 'content');
  const files = new Map<string, TreeFile>();
  let at = 0;
  for (const [name, size] of listed) {
    files.set(name, file(content.subarray(at, at + size)));
    at += size;
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
