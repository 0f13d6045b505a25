import type { DiagnosticLevel } from '../../contract/targets.ts';
import { type ConfigPath, configPointer, type ReadConfig } from '../config/read.ts';

/** Something to tell about the description or the config file. */
export interface ApiDiagnostic {
  /** e.g. `Endpoint/NotFound`. */
  readonly code: string;
  readonly level: DiagnosticLevel;
  readonly message: string;
  readonly oasRef?: string;
  readonly configRef?: string;
  /** Line of the config file, where `configRef` is given. */
  readonly line?: number;
  /** Listed, and without a say in how a target ends: advice. */
  readonly ignored?: true;
}

/** Where a diagnostic points. */
export interface Place {
  /** Pointer into the description. */
  readonly oas?: string;
  /** Keys from the top of the config file. */
  readonly config?: ConfigPath;
}

/** Most diagnostics of one code: what is wrong everywhere is told often enough. */
const MAX_OF_CODE = 100;

/** Collects diagnostics, each thing once, in the order in which they are found. */
export class Report {
  readonly #config: ReadConfig;
  readonly #found = new Map<string, ApiDiagnostic>();
  readonly #counts = new Map<string, number>();
  /** Codes and pointers, also of those that were too many to keep. */
  readonly #places = new Set<string>();

  constructor(config: ReadConfig) {
    this.#config = config;
  }

  /** Something that is good to know where nothing is wrong: a note that does not count. */
  remark(code: string, message: string, place: Place): void {
    this.#put({ code, level: 'note', message, ignored: true }, place);
  }

  add(level: DiagnosticLevel, code: string, message: string, place: Place = {}): void {
    this.#put({ code, level, message }, place);
  }

  /** Whether something with the code was said of a place in the description. */
  has(code: string, oas: string): boolean {
    return this.#places.has(`${code} ${oas}`);
  }

  #put(one: ApiDiagnostic, { oas, config }: Place): void {
    const { code, message } = one;
    if (oas !== undefined) this.#places.add(`${code} ${oas}`);
    const configRef = config === undefined ? undefined : configPointer(config);
    const key = JSON.stringify([
      code,
      oas,
      configRef,
      oas === undefined && configRef === undefined ? message : '',
    ]);
    const count = this.#counts.get(code) ?? 0;
    if (this.#found.has(key) || count >= MAX_OF_CODE) return;
    this.#counts.set(code, count + 1);
    this.#found.set(key, {
      ...one,
      ...(oas === undefined ? {} : { oasRef: oas }),
      ...(configRef === undefined ? {} : { configRef }),
      ...(config === undefined ? {} : { line: this.#config.lineOf(config) }),
    });
  }

  get diagnostics(): readonly ApiDiagnostic[] {
    return [...this.#found.values()];
  }
}
