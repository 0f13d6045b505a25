import path from 'node:path';
import {
  BaseResolver,
  bundle,
  createConfig,
  type Document,
  getLineColLocation,
  lintDocument,
  makeDocumentFromString,
  type NormalizedProblem,
  Source,
} from '@redocly/openapi-core';

import { DIAGNOSTIC_LEVELS } from '../contract/targets.ts';
import { OPENAPI_RULES } from '../targets/files/openapi-rules.ts';
import { type Prepared, type PreparedDiagnostic, readDescription } from './description.ts';
import { writeJson } from './exact-json.ts';
import { duplicateMessage, isJsonText, parse, withoutMark } from './parse.ts';
import { type DuplicateKey, duplicateKeys, lineOf } from './positions.ts';
import { endlessReferences } from './references.ts';
import { asOpenApi30 } from './swagger-2.ts';

const MAX_DIAGNOSTICS = 500;
/** Above this many characters a description is not linted: it would take minutes. */
const MAX_LINTED = 4 * 1024 * 1024;
/** A folder that does not exist: the config files' virtual location while `$ref`s are resolved. */
const ROOT = '/kiln-config';

/** The linter's settings, created once. */
let linter: ReturnType<typeof createConfig> | null = null;

const NOTHING = { document: '', title: '', description: '', version: '' } as const;

/**
 * Bundles a description and the files that it references into one JSON document, and reports its errors. References
 * are resolved among the given files only: never on the disk or the network.
 */
export async function prepareDescription(
  files: ReadonlyMap<string, string>,
  main: string,
): Promise<Prepared> {
  const text = withoutMark(files.get(main) ?? '');
  const fatal = (message: string, line?: number, code = 'Unusable', oasRef?: string): Prepared => ({
    ...NOTHING,
    diagnostics: [{ code: `OpenAPI/${code}`, level: 'fatal', message: `${main}: ${message}`, line, oasRef }],
  });
  const read = readDescription(main, text);
  if (!read.ok) return fatal(read.message, read.line, read.code, read.pointer);
  const broken = unusable(files, main, read.value);
  if (broken.length > 0) return { ...NOTHING, diagnostics: listed(broken) };

  linter ??= createConfig({ rules: OPENAPI_RULES }, {});
  const config = await linter;
  const refersToFiles = /\$ref"?'?\s*:\s*["']?[^#"'\s]/.test(text);
  let { value } = read;
  const diagnostics: PreparedDiagnostic[] = [];
  if (refersToFiles) {
    try {
      const doc = { source: sourceOf(main, text), parsed: value };
      const externalRefResolver = new ExactResolver(files);
      const bundled = await bundle({ doc, config, externalRefResolver, dereference: false });
      value = bundled.bundle.parsed;
      diagnostics.push(...bundled.problems.map((problem) => diagnosticOf(problem, 'fatal')));
    } catch (error) {
      return fatal(`its references cannot be resolved: ${wordsOf(error)}.`);
    }
  }
  const asGiven = stringify(value);
  if (asGiven === null) return fatal('its aliases or references form a cycle, so it is not one document.');
  const converted = asOpenApi30(value);
  const document = converted === value ? asGiven : writeJson(converted);
  if (document.length <= MAX_LINTED && diagnostics.length === 0) {
    try {
      const problems = await lintDocument({
        document: documentOf(main, text),
        config,
        externalRefResolver: new FilesResolver(files),
      });
      diagnostics.push(...problems.map((problem) => diagnosticOf(problem)));
    } catch (error) {
      const message = `${main}: the linter cannot read it, so its findings are missing: ${wordsOf(error)}.`;
      diagnostics.push({ code: 'OpenAPI/NotLinted', level: 'warning', message });
    }
  }
  const { info } = read;
  return {
    document,
    title: info.title,
    description: info.description ?? '',
    version: info.version,
    diagnostics: listed(diagnostics),
  };
}

/** Limits the diagnostics, the most severe first; the last one then says how many were found. */
function listed(all: readonly PreparedDiagnostic[]): readonly PreparedDiagnostic[] {
  if (all.length <= MAX_DIAGNOSTICS) return all;
  const worst = DIAGNOSTIC_LEVELS.flatMap((level) => all.filter((found) => found.level === level));
  const message = `The description has ${all.length} findings; the ${MAX_DIAGNOSTICS} most severe are listed.`;
  return [...worst.slice(0, MAX_DIAGNOSTICS), { code: 'OpenAPI/More', level: 'note', message }];
}

/** Errors that make a readable description unusable: duplicate keys, and references without a target. */
function unusable(
  files: ReadonlyMap<string, string>,
  main: string,
  value: unknown,
): readonly PreparedDiagnostic[] {
  const text = withoutMark(files.get(main) ?? '');
  const isJson = isJsonText(main, text);
  const twice = isJson ? duplicateKeys(text) : [];
  const values = new Map([[main, value]]);
  const read = (file: string) => {
    const content = values.has(file) ? undefined : files.get(file);
    const parsed = content === undefined ? null : parse(file, content);
    if (parsed?.ok) values.set(file, parsed.value);
    return values.get(file);
  };
  const endless = endlessReferences(main, read);
  return [
    ...twice.map((found): PreparedDiagnostic => duplicateKey(main, found)),
    ...endless.map(({ kind, file, pointer, chain }): PreparedDiagnostic => {
      const what =
        kind === 'cycle'
          ? `$ref refers to itself: ${chain}`
          : `$ref is resolved through more than 50 others: ${chain}`;
      return {
        code: 'OpenAPI/EndlessReference',
        level: 'fatal',
        message: `${file}: ${what}.`.slice(0, 2000),
        ...(file === main ? { oasRef: pointer, line: lineOf(text, pointer, isJson) } : {}),
      };
    }),
  ];
}

function duplicateKey(main: string, { key, pointer, line, firstLine }: DuplicateKey): PreparedDiagnostic {
  const message = `${main}: ${duplicateMessage(key, firstLine)}`;
  return { code: 'OpenAPI/DuplicateKey', level: 'fatal', message, oasRef: pointer, line };
}

const sourceOf = (main: string, text: string) => new Source(path.posix.join(ROOT, main), text);

/** A text for the linter, which knows only numbers. JSON is not parsed again as YAML. */
function documentOf(main: string, text: string): Document {
  const source = sourceOf(main, text);
  if (isJsonText(main, text)) {
    try {
      return { source, parsed: JSON.parse(text) };
    } catch {
      // It only begins like JSON.
    }
  }
  return makeDocumentFromString(text, source.absoluteRef);
}

const wordsOf = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).replace(/\.$/, '').slice(0, 500);

function diagnosticOf(problem: NormalizedProblem, atWorst?: 'fatal'): PreparedDiagnostic {
  const [location] = problem.location;
  const unresolved = problem.ruleId === 'no-unresolved-refs' || problem.ruleId === 'bundler';
  const level = unresolved ? (atWorst ?? 'fatal') : problem.severity === 'error' ? 'error' : 'warning';
  return {
    code: `OpenAPI/${problem.ruleId}`,
    level,
    message: problem.message.slice(0, 2000),
    oasRef: location?.pointer,
    line: location === undefined ? undefined : lineAt(location),
  };
}

function lineAt(location: Parameters<typeof getLineColLocation>[0]): number | undefined {
  try {
    return getLineColLocation(location).start?.line;
  } catch {
    // Its own parser of positions accepts less than the one of values.
    return undefined;
  }
}

/** Resolves references among the config files only. */
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
    if (text === undefined) throw new Error('It does not refer to one of the config files.');
    return new Source(reference, text);
  }
}

/** The same, with exact integers. If that fails, the library reads the file and reports the error. */
class ExactResolver extends FilesResolver {
  override parseDocument(source: Source, isRoot?: boolean): Document {
    const file = source.absoluteRef.slice(ROOT.length + 1);
    const parsed = /\.(?:json|ya?ml)$/.test(file) ? parse(file, source.body) : null;
    return parsed?.ok ? { source, parsed: parsed.value } : super.parseDocument(source, isRoot);
  }
}

/** Null if it is not a tree, or expands beyond the limits because of nested aliases. */
function stringify(value: unknown): string | null {
  try {
    return value === undefined ? null : writeJson(value);
  } catch {
    return null;
  }
}
