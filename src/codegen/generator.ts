import type { FileTree } from '../git/store/file-tree.ts';

/** A request to a generator. The description is a file (one JSON document), never a payload. */
export interface GenerateRequest {
  /** The generator's own name for the language, e.g. OpenAPI Generator's `typescript-fetch`. */
  readonly language: string;
  readonly descriptionPath: string;
  /** Additional properties and options of the generator. Part of the cache key of what it makes. */
  readonly properties: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** A message of the generator; `fatal` if nothing could be generated. */
export interface GeneratorFinding {
  readonly level: 'fatal' | 'error' | 'warning' | 'note';
  readonly message: string;
  /** JSON pointer into the description, if it is about one place. */
  readonly oasRef?: string;
  /** The property that it is about. */
  readonly property?: string;
  /** e.g. `Name/Collision`, from generators that classify their messages. */
  readonly code?: string;
  /** Listed, but irrelevant for the target's conclusion. */
  readonly ignored?: boolean;
}

export type GenerateResult =
  | { readonly ok: true; readonly files: FileTree; readonly findings: readonly GeneratorFinding[] }
  | { readonly ok: false; readonly findings: readonly GeneratorFinding[] };

/**
 * Turns a description into files. Deterministic: the same request gives byte-identical files.
 *
 * `ok: false` means that the description cannot be generated, which is the user's to fix. A generator that crashed or
 * could not start throws `GeneratorUnavailable`, which is retried; one that exceeds `timeoutMs` throws
 * `GeneratorTimedOut`.
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

/** It exceeded the time limit of the request: the target ends `timed_out`. */
export class GeneratorTimedOut extends GeneratorUnavailable {
  override readonly name = 'GeneratorTimedOut';
}
