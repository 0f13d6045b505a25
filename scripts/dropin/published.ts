import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** Languages whose published SDKs contain a suite that Kiln runs. */
export const LANGUAGES = ['typescript', 'python', 'go'] as const;
export type LanguageName = (typeof LANGUAGES)[number];

/** The source of a published SDK. */
const Published = z.union([
  /** A source archive of PyPI. */
  z.strictObject({ pypi: z.string(), version: z.string() }),
  /** A Go module, or its version's tag if `--repositories` contains its repository. */
  z.strictObject({ module: z.string(), version: z.string() }),
  /**
   * A repository, `<owner>/<name>`, among those of `--repositories`. Without `ref`: the first commit whose
   * `.stats.yml` has the MD5 of the project's description and config file.
   */
  z.strictObject({ repository: z.string(), ref: z.string().optional() }),
]);
export type Published = z.infer<typeof Published>;

const Sources = z.partialRecord(z.enum(LANGUAGES), Published);
export type Sources = z.infer<typeof Sources>;

/** The projects of the corpus. Other projects have a `published.json` beside their description. */
const KNOWN: Readonly<Record<string, Sources>> = {
  onebusaway: {
    python: { pypi: 'onebusaway', version: '1.26.0' },
    go: { module: 'github.com/OneBusAway/go-sdk', version: 'v1.15.0' },
  },
  hypeman: {
    typescript: { repository: 'kernel/hypeman-ts' },
    go: { module: 'github.com/kernel/hypeman-go', version: 'v0.8.0' },
  },
  ogx: { python: { repository: 'ogx-ai/ogx-client-python' } },
  linq: { typescript: { repository: 'linq-team/linq-node' } },
};

/** Published SDKs of a project, by language. */
export function sourcesOf(project: string, folder: string): Sources {
  const file = path.join(folder, 'published.json');
  if (!existsSync(file)) return KNOWN[project] ?? {};
  const read = Sources.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!read.success) throw new Error(`${file}: ${z.prettifyError(read.error)}`);
  return read.data;
}
