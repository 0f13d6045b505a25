import type { FileTree } from '../git/store/file-tree.ts';
import type { Api } from './api/api-types.ts';
import type { Json } from './api/types.ts';
import type { Casings } from './names/casing.ts';

/** The config file's settings of the generated target, and information about its origin. */
export interface TargetView {
  /** Key under `targets`; `typescript` and `node` are the same language. */
  readonly target: string;
  /** Package name in the language's registry or its import, as documented for the target. Never empty. */
  readonly packageName: string;
  /** Semantic version. */
  readonly packageVersion: string;
  /** `project_name`: Python's distribution; null: same as the package. */
  readonly projectName: string | null;
  /** The repository that the SDK is published from. `host`: `github.com` unless the config file has another. */
  readonly repository: {
    readonly host: string;
    readonly owner: string;
    readonly name: string;
    /** `production_repo` is set, so links to it work. */
    readonly isProduction: boolean;
  };
  /** Heading of the README; null: the language's default. */
  readonly readmeTitle: string | null;
  /** URL of a video for the README. */
  readonly screencast: string | null;
  /** `targets.<t>.options`, as given. */
  readonly options: { readonly [name: string]: Json };
  /** `targets.go.options`, as given: of the Go SDK that a command line may import. */
  readonly goOptions: { readonly [name: string]: Json };
  /** `targets.<t>.edition`, e.g. `typescript.2025-10-10`; null: the oldest. */
  readonly edition: string | null;
  /** `targets.<t>.publish`, as given. */
  readonly publish: { readonly [name: string]: Json };
  /** MD5 of the unprocessed description and config file, in hex, for `.stats.yml`. */
  readonly descriptionMd5: string;
  readonly configMd5: string;
  /** The description for the mock server, one JSON document: after transforms, without contradicting examples. */
  readonly description: string;
}

/** A finding about a language's names or limits. */
export interface LanguageFinding {
  /** e.g. `Name/Collision`. */
  readonly code: string;
  readonly level: 'error' | 'warning' | 'note';
  readonly message: string;
  /** JSON pointers into description and config file. */
  readonly oasRef?: string;
  readonly configRef?: string;
}

export interface LanguageInput {
  readonly api: Api;
  readonly target: TargetView;
  /** `custom_casings` and built-in initialisms: an argument of every function in `names/casing.ts`. */
  readonly casings: Casings;
}

/** An emitter: turns the model of an SDK into files. Pure and deterministic, to the byte. */
export interface Language {
  /** e.g. `typescript`. */
  readonly name: string;
  /** Names of the target in `x-stainless-naming`, `skip`, `only` and maps by language. */
  readonly targets: readonly string[];
  generate(input: LanguageInput): {
    readonly files: FileTree;
    readonly findings: readonly LanguageFinding[];
  };
}
