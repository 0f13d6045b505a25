import type { ConfigFile } from '../contract/config-file.ts';
import { isIgnored } from '../contract/diagnostic-rules.ts';
import { type CommitConclusion, DIAGNOSTIC_LEVELS } from '../contract/targets.ts';
import type { Database } from '../records/database.ts';
import { diagnosticsOf, type FoundDiagnostic } from '../records/diagnostics.ts';

/**
 * Sets `ignored` on the diagnostics that the config file's rules ignore. A diagnostic about every target is ignored
 * if it is for each target of the build.
 */
export function judged(
  config: ConfigFile,
  targets: readonly { readonly target: string }[],
  found: readonly FoundDiagnostic[],
): FoundDiagnostic[] {
  const rules = config.diagnostics?.ignored;
  return found.map((diagnostic) => {
    const byRule = targets.every(({ target }) => isIgnored(rules, diagnostic, target));
    return { ...diagnostic, ignored: diagnostic.ignored === true || byRule };
  });
}

/** The worst level of the target's diagnostics that are not ignored; `success` if there are none. */
export async function worstDiagnostic(
  db: Database,
  config: ConfigFile,
  buildId: string,
  target: string,
): Promise<CommitConclusion> {
  const counted = await diagnosticsOf(db, buildId, target);
  const rules = config.diagnostics?.ignored;
  const levels = new Set(
    counted.flatMap((diagnostic) => (isIgnored(rules, diagnostic, target) ? [] : diagnostic.level)),
  );
  return DIAGNOSTIC_LEVELS.find((level) => levels.has(level)) ?? 'success';
}
