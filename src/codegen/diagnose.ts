import { configFileIn, isDescriptionPath, parseConfigFile } from '../contract/config-file.ts';
import type { SdkTarget } from '../contract/targets.ts';
import { configDiagnostics } from './config-diagnostics.ts';
import type { Prepared, PreparedDiagnostic } from './description.ts';

export interface Diagnosed {
  /** Null if there is no description, or none that can be prepared. */
  readonly prepared: Prepared | null;
  readonly diagnostics: readonly PreparedDiagnostic[];
}

/**
 * Prepares the description in the config files, and collects all diagnostics of the description and the config file.
 * `own`: targets of Kiln's own generator.
 */
export async function diagnose(
  files: ReadonlyMap<string, string>,
  own: readonly SdkTarget[] = [],
): Promise<Diagnosed> {
  const ofConfig = [...unusableConfig(files), ...configDiagnostics(files, own)];
  const path = [...files.keys()].find(isDescriptionPath);
  if (path === undefined) {
    const message = 'The config files contain no OpenAPI description.';
    const missing = { code: 'OpenAPI/Missing', level: 'fatal', message } as const;
    return { prepared: null, diagnostics: [...ofConfig, missing] };
  }
  // The linter takes half a second to load, and most processes that load this file never use it.
  const { prepareDescription } = await import('./prepare-description.ts');
  const prepared = await prepareDescription(files, path);
  const fatal = prepared.diagnostics.some(({ level }) => level === 'fatal');
  return { prepared: fatal ? null : prepared, diagnostics: [...ofConfig, ...prepared.diagnostics] };
}

/** Builds never have such a file: it is rejected on arrival. */
function unusableConfig(files: ReadonlyMap<string, string>): PreparedDiagnostic[] {
  const [path, text] = configFileIn(files) ?? [];
  const parsed = text === undefined ? null : parseConfigFile(text);
  if (parsed === null || parsed.ok) return [];
  const { message, line } = parsed.problem;
  return [{ code: 'Config/Unusable', level: 'fatal', message: `${path}: ${message}`, line }];
}
