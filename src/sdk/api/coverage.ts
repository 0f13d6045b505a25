import type { SdkConfig } from '../config/config.ts';
import { type Operations, parseEndpoint } from './operations.ts';
import type { Report } from './report.ts';

/** Reports operations without a method, and operations with one that are declared as having none. */
export function checkCoverage(
  operations: Operations,
  config: SdkConfig,
  endpoints: readonly string[],
  report: Report,
): void {
  const covered = new Set(endpoints.flatMap((text) => keyOf(text, operations)));
  const ignored = new Map(
    (config.unspecified_endpoints ?? []).flatMap((text, index) =>
      keyOf(text, operations).map((key) => [key, index] as const),
    ),
  );
  for (const [key, { at, verb, path }] of operations.all) {
    if (!path.startsWith('/')) {
      const message = `The path ${JSON.stringify(path)} does not start with a slash: ${key} has no method.`;
      report.add('error', 'Endpoint/NotHttp', message, { oas: at.pointer });
      continue;
    }
    const index = ignored.get(key);
    if (covered.has(key) && index !== undefined) {
      const message = `${key} has a method, although unspecified_endpoints lists it.`;
      report.add('error', 'Endpoint/BothSpecifiedAndUnspecified', message, {
        oas: at.pointer,
        config: ['unspecified_endpoints', index],
      });
    } else if (index !== undefined) {
      report.add('note', 'Endpoint/IsIgnored', `${key} has no method; unspecified_endpoints lists it.`, {
        oas: at.pointer,
      });
    } else if (!covered.has(key) && verb !== 'options') {
      // Descriptions list OPTIONS for browsers, which ask whether they may call an API.

      report.add('note', 'Endpoint/NotConfigured', `${key} has no method.`, { oas: at.pointer });
    }
  }
}

function keyOf(text: string, operations: Operations): string[] {
  const endpoint = parseEndpoint(text);
  const operation = endpoint === null ? null : operations.find(endpoint);
  return operation === null ? [] : [`${operation.verb} ${operation.path}`];
}
