import type { z } from 'zod';

/**
 * Settings by which OpenAPI Generator reads or writes other files, runs programs, or does what Kiln does itself. In
 * lower case, without `-` and `_`.
 */
const RESERVED = new Set(
  [
    'inputSpec',
    'inputSpecRootDirectory',
    'mergedFileName',
    'outputDir',
    'outputFolder',
    'output',
    'templateDir',
    'embeddedTemplateDir',
    'templatingEngineName',
    'templateEngine',
    'templateResourcePath',
    'ignoreFileOverride',
    'ignoreFile',
    'configFile',
    'generatorName',
    'supportingFiles',
    'files',
    'enablePostProcessFile',
    'generateMetadata',
  ].map(plain),
);

function plain(name: string): string {
  return name.replace(/[-_]/g, '').toLowerCase();
}

/** Options whose values become folders, files or parts of their names. */
const PATH_LIKE =
  /(dir|directory|file|filename|folder|library|package|packagename|path|root|suffix|prefix)$/i;
/** Options that are names in the code, in paths and in commands. */
const NAMES = new Set(
  [
    'packageName',
    'invokerPackage',
    'scriptName',
    'providerName',
    'providerAddress',
    'moduleName',
    'gemName',
  ].map(plain),
);
const NAME = /^[\w.@/\\-]+$/;
const PHP_NAMESPACE = /^\w+(\\\w+)*$/;

/**
 * Why an option is not passed on to OpenAPI Generator; null if it is. Every file that it writes must stay in its
 * folder.
 */
export function optionProblem(name: string, value: unknown): string | null {
  if (RESERVED.has(plain(name))) {
    return "is not an option of a config file: it controls where OpenAPI Generator's own files are, or what it runs";
  }
  const text = optionText(value);
  if (text.includes('\0') || name.includes('\0')) return 'must not contain NUL';
  if (text.split(/[/\\,]/).some((segment) => segment.trim() === '..'))
    return 'must not contain a segment ".."';
  if (/^\s*[/\\]/.test(text) || /^\s*[a-z]:[/\\]/i.test(text)) return 'must not be an absolute path';
  if (!/^[\w.-]+$/.test(name)) return 'is not a valid option name: letters, digits, ".", "_" and "-"';
  if (NAMES.has(plain(name)) && !NAME.test(text)) {
    return 'must be a name: letters, digits, ".", "_", "-", "/" and "@"';
  }
  if (text.includes('\\') && PATH_LIKE.test(name) && !PHP_NAMESPACE.test(text)) {
    return 'must not contain a backslash, except between the words of a PHP namespace';
  }
  return null;
}

/** The value of an option in the form that OpenAPI Generator accepts: text. */
export function optionText(value: unknown): string {
  if (Array.isArray(value)) return value.map(optionText).join(',');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** Adds an issue at the key of each rejected option. */
export function checkOptions(
  options: Readonly<Record<string, unknown>>,
  context: z.RefinementCtx,
  path: readonly string[] = [],
): void {
  for (const [name, value] of Object.entries(options)) {
    const message = optionProblem(name, value);
    if (message !== null) context.addIssue({ code: 'custom', path: [...path, name], message });
  }
}
