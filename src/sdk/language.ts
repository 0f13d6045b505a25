import type { FileTree } from '../git/store/file-tree.ts';
import type { Api, Json } from './api/types.ts';
import type { Casings } from './names/casing.ts';

/** What the config file says of the target that is generated, and what is known of where it comes from. */
export interface TargetView {
  /** Key under `targets`: `typescript` and `node` are one language. */
  readonly target: string;
  /** Name of the package in the language's registry or its import, as the target's page says. Never empty. */
  readonly packageName: string;
  /** Semantic version. */
  readonly packageVersion: string;
  /** `project_name`: Python's distribution; null: as the package. */
  readonly projectName: string | null;
  /** Where the SDK is published from. `host`: `github.com` where the config file gives no other. */
  readonly repository: {
    readonly host: string;
    readonly owner: string;
    readonly name: string;
    /** `production_repo` is set: links to it lead somewhere. */
    readonly isProduction: boolean;
  };
  /** Heading of the README; null: made by the language. */
  readonly readmeTitle: string | null;
  /** URL of a video for the README. */
  readonly screencast: string | null;
  /** `targets.<t>.options`, as given. */
  readonly options: { readonly [name: string]: Json };
  /** `targets.<t>.edition`, e.g. `typescript.2025-10-10`; null: the oldest. */
  readonly edition: string | null;
  /** `targets.<t>.publish`, as given. */
  readonly publish: { readonly [name: string]: Json };
  /** MD5 of the description and the config file as given, in hex, for `.stats.yml`. */
  readonly descriptionMd5: string;
  readonly configMd5: string;
  /** The description as the mock server reads it: after transforms, one document, JSON text. */
  readonly description: string;
}

/** Something to tell about a language's names or limits. */
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
  /** `custom_casings` and built-in initialisms: given to every function of `names/casing.ts`. */
  readonly casings: Casings;
}

/** An emitter: what an SDK offers, to files. Pure: the same input gives the same files, to the byte. */
export interface Language {
  /** e.g. `typescript`. */
  readonly name: string;
  /** `x-stainless-naming`, `skip`, `only` and maps by language name the target by these. */
  readonly targets: readonly string[];
  generate(input: LanguageInput): {
    readonly files: FileTree;
    readonly findings: readonly LanguageFinding[];
  };
}
