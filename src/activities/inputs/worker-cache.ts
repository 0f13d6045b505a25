import { LRUCache } from 'lru-cache';
import type { PreparedDiagnostic } from '../../codegen/description.ts';
import type { ConfigFile } from '../../contract/config-file.ts';
import type { ConfigFiles } from '../../git/config-files.ts';

/** Config files of a config commit, read and parsed. */
export interface ReadConfig {
  readonly files: ConfigFiles;
  readonly config: ConfigFile;
}

/** The result of preparing the description of a config commit; absent if it cannot be prepared. */
export interface Preparation {
  readonly diagnostics: readonly PreparedDiagnostic[];
  readonly prepared: {
    /** Blob of the prepared description in the config repository. */
    readonly descriptionOid: string;
    readonly info: { readonly title: string; readonly description: string; readonly version: string };
  } | null;
}

/**
 * What this worker has read and prepared recently, by project and config commit. It is immutable, and the
 * eleven targets of a build all need it.
 */
export interface WorkerCache {
  readonly configs: LRUCache<string, ReadConfig>;
  readonly preparations: LRUCache<string, Preparation>;
}

const CHARACTERS_AT_MOST = 32 * 1024 * 1024;
const PREPARATIONS_AT_MOST = 100;

export function createWorkerCache(): WorkerCache {
  return {
    configs: new LRUCache({
      maxSize: CHARACTERS_AT_MOST,
      sizeCalculation: ({ files }) => 1 + [...files.values()].reduce((sum, { length }) => sum + length, 0),
    }),
    preparations: new LRUCache({ max: PREPARATIONS_AT_MOST }),
  };
}

/** The cache key of a build's inputs: builds of the same config commit share it. */
export const inputsKey = (build: { readonly projectId: string; readonly configCommit: string }) =>
  `${build.projectId} ${build.configCommit}`;
