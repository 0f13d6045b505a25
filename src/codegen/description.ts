import path from 'node:path';
import { Converter } from '@apiture/openapi-down-convert';
import {
  BaseResolver,
  bundle,
  createConfig,
  getLineColLocation,
  lintDocument,
  makeDocumentFromString,
  type NormalizedProblem,
  Source,
} from '@redocly/openapi-core';
import { z } from 'zod';
import type { DiagnosticLevel } from '../contract/targets.ts';
import { parse } from './parse.ts';

const MAX_DIAGNOSTICS = 500;
/** Above this many characters a description is not linted: it would take minutes. */
const MAX_LINTED = 4 * 1024 * 1024;
/** A folder that does not exist: the config files stand in it while `$ref`s are resolved. */
const ROOT = '/kiln-config';

const Description = z.looseObject({
  openapi: z.string().optional(),
  swagger: z.string().optional(),
  info: z.looseObject({
    title: z.coerce.string().default('API'),
    description: z.string().nullish(),
    version: z.coerce.string().default(''),
  }),
});

export type Checked =
  | { readonly ok: true; readonly title: string; readonly version: string }
  | { readonly ok: false; readonly message: string; readonly line?: number };

/** Whether a file is an OpenAPI description at all: what `create` refuses a build for. Quick. */
export function checkDescription(file: string, text: string): Checked {
  const read = readDescription(file, text);
  return read.ok ? { ok: true, title: read.info.title, version: read.info.version } : read;
}

export type Read =
  | { readonly ok: true; readonly value: unknown; readonly info: z.infer<typeof Description>['info'] }
  | Extract<Checked, { ok: false }>;

/** The value of a description, where it is one. */
export function readDescription(file: string, text: string): Read {
  const parsed = parse(file, text);
  if (!parsed.ok) return parsed;
  const found = Description.safeParse(parsed.value);
  if (!found.success) {
    const [issue] = found.error.issues;
    return {
      ok: false,
      message: `is not an OpenAPI description: ${issue?.path.join('.') || 'it'}: ${issue?.message}.`,
    };
  }
  const { openapi, swagger, info } = found.data;
  if (!/^3\.[01]\./.test(openapi ?? '') && swagger !== '2.0') {
    return { ok: false, message: 'is not an OpenAPI description: openapi must be 3.0.x or 3.1.x.' };
  }
  return { ok: true, value: parsed.value, info };
}

export interface PreparedDiagnostic {
  readonly code: string;
  readonly level: DiagnosticLevel;
  readonly message: string;
  /** Listed, and without a say in how a target ends. */
  readonly ignored?: boolean;
  /** JSON pointer into the description. */
  readonly oasRef?: string;
  /** JSON pointer into the config file. */
  readonly configRef?: string;
  readonly line?: number;
  readonly target?: string;
}

export interface Prepared {
  /** One document, as JSON, with the order of its source. Empty where a diagnostic is fatal. */
  readonly document: string;
  readonly title: string;
  readonly description: string;
  readonly version: string;
  readonly diagnostics: readonly PreparedDiagnostic[];
}

/**
 * Makes one JSON document of a description and the files that it refers to, and says what is wrong with it.
 * References lead only to the given files: never to the disk, never to the network.
 */
export async function prepareDescription(
  files: ReadonlyMap<string, string>,
  main: string,
): Promise<Prepared> {
  const text = files.get(main) ?? '';
  const fatal = (message: string, line?: number): Prepared => ({
    document: '',
    title: '',
    description: '',
    version: '',
    diagnostics: [{ code: 'OpenAPI/Unusable', level: 'fatal', message: `${main}: ${message}`, line }],
  });
  const read = readDescription(main, text);
  if (!read.ok) return fatal(read.message, read.line);

  const resolver = new FilesResolver(files);
  const config = await createConfig({ rules: RULES }, {});
  const refersToFiles = /\$ref"?'?\s*:\s*["']?[^#"'\s]/.test(text);
  let { value } = read;
  const diagnostics: PreparedDiagnostic[] = [];
  if (refersToFiles) {
    const doc = makeDocumentFromString(text, path.posix.join(ROOT, main));
    const bundled = await bundle({ doc, config, externalRefResolver: resolver, dereference: false });
    value = bundled.bundle.parsed;
    diagnostics.push(...bundled.problems.map((problem) => diagnosticOf(problem, 'fatal')));
  }
  const document = stringify(value);
  if (document === null) return fatal('its aliases or references form a cycle, so it is not one document.');
  if (document.length <= MAX_LINTED && diagnostics.length === 0) {
    const problems = await lintDocument({
      document: makeDocumentFromString(text, path.posix.join(ROOT, main)),
      config,
      externalRefResolver: resolver,
    });
    diagnostics.push(...problems.map((problem) => diagnosticOf(problem)));
  }
  const { info } = read;
  return {
    document,
    title: info.title,
    description: info.description ?? '',
    version: info.version,
    diagnostics: diagnostics.slice(0, MAX_DIAGNOSTICS),
  };
}

/** What generators are given: 3.1 as 3.0, without its webhooks; everything else as it is. */
export function generatorInput(document: string): string {
  const value: unknown = JSON.parse(document);
  const found = Description.safeParse(value);
  if (!found.success || !found.data.openapi?.startsWith('3.1')) return document;
  const { webhooks: _, ...rest } = found.data;
  return JSON.stringify(new Converter(rest, { allOfTransform: true }).convert());
}

/** Rules of the linter, as its own config file has them. */
export const RULES = {
  struct: 'warn',
  'no-unresolved-refs': 'error',
  'operation-operationId': 'warn',
  'operation-operationId-unique': 'error',
  'path-declaration-must-exist': 'error',
  'path-parameters-defined': 'warn',
  'no-ambiguous-paths': 'off',
  'no-identical-paths': 'error',
  'no-duplicated-tag-names': 'warn',
  'no-enum-type-mismatch': 'warn',
  'security-defined': 'off',
} as const;

function diagnosticOf(problem: NormalizedProblem, atWorst?: 'fatal'): PreparedDiagnostic {
  const [location] = problem.location;
  const unresolved = problem.ruleId === 'no-unresolved-refs' || problem.ruleId === 'bundler';
  const level = unresolved ? (atWorst ?? 'fatal') : problem.severity === 'error' ? 'error' : 'warning';
  return {
    code: `OpenAPI/${problem.ruleId}`,
    level,
    message: problem.message.slice(0, 2000),
    oasRef: location?.pointer,
    line: location === undefined ? undefined : getLineColLocation(location).start?.line,
  };
}

/** Resolves references among the config files alone. */
class FilesResolver extends BaseResolver {
  readonly #files: ReadonlyMap<string, string>;

  constructor(files: ReadonlyMap<string, string>) {
    super();
    this.#files = files;
  }

  override async loadExternalRef(reference: string): Promise<Source> {
    const text = reference.startsWith(`${ROOT}/`)
      ? this.#files.get(reference.slice(ROOT.length + 1))
      : undefined;
    if (text === undefined) throw new Error('It does not lead to one of the config files.');
    return new Source(reference, text);
  }
}

/** Null where it is not a tree, or grows out of all bounds because aliases stand in aliases. */
function stringify(value: unknown): string | null {
  try {
    return JSON.stringify(value) ?? null;
  } catch {
    return null;
  }
}
