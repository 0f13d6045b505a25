import type { SdkConfig } from './config/config.ts';

/**
 * `.github/CODEOWNERS` by `codeflow.code_owners`; null without owners. The order is that of the config file: on GitHub
 * the last pattern that matches a file decides.
 */
export function codeOwnersFile(codeflow: SdkConfig['codeflow']): string | null {
  const lines = Object.entries(codeflow?.code_owners ?? {}).flatMap(([glob, owners]) => {
    const pattern = patternOf(glob);
    return pattern === '' ? [] : [[pattern, ...owners].join(' ')];
  });
  return lines.length === 0 ? null : `${lines.join('\n')}\n`;
}

/** Spaces end a pattern unless they are escaped, and no pattern can begin like a comment. */
function patternOf(glob: string): string {
  const pattern = glob
    .replaceAll(/\p{Cc}/gu, '')
    .trim()
    .replaceAll(/\s/g, '\\ ');
  return pattern.startsWith('#') ? `/${pattern}` : pattern;
}
