import type { FileTree } from '../git/store/file-tree.ts';

/** What a generator is asked for. The description is a file (JSON, one document), never a payload. */
export interface GenerateRequest {
  /** The generator's own name for the language, e.g. OpenAPI Generator's `typescript-fetch`. */
  readonly language: string;
  readonly descriptionPath: string;
  /** Additional properties and options of the generator. Part of the cache key of what it makes. */
  readonly properties: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** Something that the generator had to say. `fatal` where it made nothing. */
export interface GeneratorFinding {
  readonly level: 'fatal' | 'error' | 'warning' | 'note';
  readonly message: string;
  /** JSON pointer into the description, where it is about one place. */
  readonly oasRef?: string;
  /** The property that it is about. */
  readonly property?: string;
  /** e.g. `Name/Collision`, of generators that sort what they say. */
  readonly code?: string;
  /** Listed, and without a say in how the target ends. */
  readonly ignored?: boolean;
}

export type GenerateResult =
  | { readonly ok: true; readonly files: FileTree; readonly findings: readonly GeneratorFinding[] }
  | { readonly ok: false; readonly findings: readonly GeneratorFinding[] };

/**
 * Turns a description into files. The same request gives the same files, to the byte.
 *
 * `ok: false` means that the description cannot be generated (the user's to mend); a generator that
 * crashed or could not start throws `GeneratorUnavailable`, which is worth a retry; one that is not done within
 * `timeoutMs` throws `GeneratorTimedOut`.
 */
export interface Generator {
  readonly name: string;
  readonly version: string;
  generate(request: GenerateRequest): Promise<GenerateResult>;
  close(): Promise<void>;
}

export class GeneratorUnavailable extends Error {
  override readonly name: string = 'GeneratorUnavailable';
}

/** It ran past the limit of the request: the target ends `timed_out`. */
export class GeneratorTimedOut extends GeneratorUnavailable {
  override readonly name = 'GeneratorTimedOut';
}
