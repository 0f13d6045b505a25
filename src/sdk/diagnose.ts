import type { PreparedDiagnostic } from '../codegen/description.ts';
import { type Diagnosed, diagnose as diagnoseFiles } from '../codegen/diagnose.ts';
import { configFileIn, configuredTargets, parseConfigFile } from '../contract/config-file.ts';
import type { SdkTarget } from '../contract/targets.ts';
import { isMadeByKiln } from '../targets/index.ts';
import { keyNotes } from './config/key-notes.ts';
import { readConfig } from './config/read.ts';
import { apiOf } from './generate.ts';
import { otherGenerators } from './other-generators.ts';

/**
 * All diagnostics of the config files before code is generated: of the description, of the config file, and of the
 * SDKs that Kiln's own generator makes.
 */
export async function diagnose(files: ReadonlyMap<string, string>): Promise<Diagnosed> {
  const config = configFileIn(files)?.[1] ?? '';
  const targets = madeByKiln(config);
  const found = await diagnoseFiles(files, targets);
  if (found.prepared === null || targets.length === 0) return found;
  const { document: description } = found.prepared;
  const all = targets.map((target) =>
    apiOf({ target, project: 'api', description, config }).diagnostics.map((one) => ({ target, one })),
  );
  const read = readConfig(config);
  const notes = [...otherGenerators(config, read), ...keyNotes(read, targets)];
  return { ...found, diagnostics: [...found.diagnostics, ...notes, ...joined(all.flat(), targets)] };
}

/**
 * Findings for all targets are reported once, without a target; findings that depend on `skip` and `only`, with
 * theirs.
 */
function joined(
  all: readonly { readonly target: SdkTarget; readonly one: PreparedDiagnostic }[],
  targets: readonly SdkTarget[],
): PreparedDiagnostic[] {
  const byText = new Map<string, { one: PreparedDiagnostic; targets: SdkTarget[] }>();
  for (const { target, one } of all) {
    const key = JSON.stringify(one);
    const known = byText.get(key) ?? { one, targets: [] };
    known.targets.push(target);
    byText.set(key, known);
  }
  return [...byText.values()].flatMap(({ one, targets: of }) =>
    of.length === targets.length ? [one] : of.map((target) => ({ ...one, target })),
  );
}

/** Targets of the config file that Kiln's own generator makes. */
function madeByKiln(text: string): readonly SdkTarget[] {
  const parsed = parseConfigFile(text);
  if (!parsed.ok) return [];
  const { config } = parsed;
  return configuredTargets(config).filter((target) => isMadeByKiln(target, config.targets?.[target] ?? {}));
}
