import path from 'node:path';
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
import { type Prepared, type PreparedDiagnostic, RULES, readDescription } from './description.ts';

const MAX_DIAGNOSTICS = 500;
/** Above this many characters a description is not linted: it would take minutes. */
const MAX_LINTED = 4 * 1024 * 1024;
/** A folder that does not exist: the config files stand in it while `$ref`s are resolved. */
const ROOT = '/kiln-config';

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
