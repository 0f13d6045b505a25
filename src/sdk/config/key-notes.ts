import type { PreparedDiagnostic } from '../../codegen/description.ts';
import { isNode } from '../../codegen/json.ts';
import { honouredKeys } from './honoured.ts';
import { KEPT } from './kept.ts';
import { type ConfigPath, configPointer, type ReadConfig } from './read.ts';

/** A key and its position in the file. */
export interface FoundKey {
  readonly path: ConfigPath;
  readonly why: string;
}

/** The keys of the file that Kiln's own generator keeps but does not use; only the outermost ones. */
export function keptKeysIn(raw: unknown): readonly FoundKey[] {
  const kept = new Map(KEPT.map((key) => [key.key, key]));
  const found: FoundKey[] = [];
  const walk = (value: unknown, path: ConfigPath, form: string): void => {
    if (!isNode(value)) return;
    const names = NAMED.has(form) || form.endsWith('.subresources');
    for (const [key, member] of Object.entries(value)) {
      if (key.startsWith('x-')) continue;
      const inner = formOf(form, names ? '*' : key);
      const { why, unless } = kept.get(inner) ?? {};
      if (why === undefined) walk(member, [...path, key], inner);
      else if (unless === undefined || !Object.hasOwn(value, unless))
        found.push({ path: [...path, key], why });
    }
  };
  walk(raw, [], '');
  return found;
}

/** Maps whose keys are names chosen by users. */
const NAMED = new Set(
  honouredKeys()
    .map(({ key }) => key)
    .concat('targets.*', 'resources.*', ...KEPT.map(({ key }) => key))
    .flatMap((key) => [...key.matchAll(/\.\*/g)].map(({ index }) => key.slice(0, index))),
);

/** Subresources have the keys of resources. */
function formOf(form: string, key: string): string {
  if (form === '') return key;
  return form.endsWith('.subresources') ? form.slice(0, -'.subresources'.length) : `${form}.${key}`;
}

/**
 * Adds a note for each of them, which does not count: nothing is wrong with the file. `own`: the targets of Kiln's
 * own generator; settings of other targets are not reported here.
 */
export function keyNotes(read: ReadConfig, own: readonly string[]): readonly PreparedDiagnostic[] {
  const found = keptKeysIn(read.raw).filter(
    ({ path: [top, target] }) => top !== 'targets' || own.some((name) => name === target),
  );
  return found.map(({ path, why }) => ({
    code: 'Config/UnusedKey',
    level: 'note',
    ignored: true,
    message: `Kiln's generator ignores ${JSON.stringify(path.at(-1))}. ${why}`,
    configRef: configPointer(path),
    line: read.lineOf(path),
  }));
}
