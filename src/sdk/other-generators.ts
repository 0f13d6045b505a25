import type { PreparedDiagnostic } from '../codegen/description.ts';
import { configuredTargets, parseConfigFile } from '../contract/config-file.ts';
import { generatorName } from '../contract/listed-commands.ts';
import { isMadeByKiln } from '../targets/index.ts';
import { configPointer, type ReadConfig } from './config/read.ts';

/** A warning for each target whose config file requests an unavailable generator: Kiln's own is used. */
export function otherGenerators(text: string, read: ReadConfig): readonly PreparedDiagnostic[] {
  const parsed = parseConfigFile(text);
  if (!parsed.ok) return [];
  const { config } = parsed;
  return configuredTargets(config).flatMap((target): PreparedDiagnostic[] => {
    const own = config.targets?.[target] ?? {};
    if (generatorName(own) !== 'openapi-generator' || !isMadeByKiln(target, own)) return [];
    const path = ['targets', target, 'generator'];
    return [
      {
        code: 'Generator/NotAvailable',
        level: 'warning',
        message: `OpenAPI Generator makes no ${target} that Kiln supports: Kiln's own generator makes it. Remove \`generator\`, or name a command of yours with \`exec\`.`,
        configRef: configPointer(path),
        line: read.lineOf(path),
        target,
      },
    ];
  });
}
