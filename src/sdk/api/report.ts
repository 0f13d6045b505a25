import type { DiagnosticLevel } from '../../contract/targets.ts';
import { type ConfigPath, configPointer, type ReadConfig } from '../config/read.ts';

/** A finding about the description or the config file. */
export interface ApiDiagnostic {
  /** e.g. `Endpoint/NotFound`. */
  readonly code: string;
  readonly level: DiagnosticLevel;
  readonly message: string;
  readonly oasRef?: string;
  readonly configRef?: string;
  /** Line of the config file, if `configRef` is given. */
  readonly line?: number;
  /** Listed, but irrelevant for the target's conclusion: advice. */
  readonly ignored?: true;
}

/** The position of a diagnostic. */
export interface Place {
  /** Pointer into the description. */
  readonly oas?: string;
  /** Keys from the root of the config file. */
  readonly config?: ConfigPath;
}

/** Maximum number of diagnostics with one code. */
const MAX_OF_CODE = 100;

/** Collects diagnostics without duplicates, in the order of discovery. */
export class Report {
  readonly #config: ReadConfig;
  readonly #found = new Map<string, ApiDiagnostic>();
  readonly #counts = new Map<string, number>();
  /** Pointers into the description by code, including those beyond the limit. */
  readonly #places = new Map<string, Set<string>>();

  constructor(config: ReadConfig) {
    this.#config = config;
  }

  /** Adds a note about something that is not wrong, which does not count. */
  remark(code: string, message: string, place: Place): void {
    this.#put({ code, level: 'note', message, ignored: true }, place);
  }

  add(level: DiagnosticLevel, code: string, message: string, place: Place = {}): void {
    this.#put({ code, level, message }, place);
  }

  /** Whether a place in the description already has a diagnostic with the code. */
  has(code: string, oas: string): boolean {
    return this.#places.get(code)?.has(oas) === true;
  }

  /** Whether there is any diagnostic with the code at a place in the description. */
  hasAny(code: string): boolean {
    return this.#places.has(code);
  }

  #put(one: ApiDiagnostic, { oas, config }: Place): void {
    const { code, message } = one;
    if (oas !== undefined) this.#note(code, oas);
    const count = this.#counts.get(code) ?? 0;
    if (count >= MAX_OF_CODE) return;
    const configRef = config === undefined ? undefined : configPointer(config);
    const key = JSON.stringify([
      code,
      oas,
      configRef,
      oas === undefined && configRef === undefined ? message : '',
    ]);
    if (this.#found.has(key)) return;
    this.#counts.set(code, count + 1);
    this.#found.set(key, {
      ...one,
      ...(oas === undefined ? {} : { oasRef: oas }),
      ...(configRef === undefined ? {} : { configRef }),
      ...(config === undefined ? {} : { line: this.#config.lineOf(config) }),
    });
  }

  #note(code: string, oas: string): void {
    const known = this.#places.get(code);
    if (known === undefined) this.#places.set(code, new Set([oas]));
    else known.add(oas);
  }

  get diagnostics(): readonly ApiDiagnostic[] {
    return [...this.#found.values()];
  }
}
