import type { SdkTarget } from './targets.ts';

interface Rule {
  readonly pattern: RegExp;
  /** The rule for a name, after "must be". */
  readonly words: string;
}

const NPM: Rule = {
  pattern: /^(?:@[a-z0-9][a-z0-9._~-]*\/)?[a-z0-9][a-z0-9._~-]*$/,
  words:
    'an npm package name: lower-case letters, digits, ".", "_", "~" and "-", with @scope/ before it if it has one',
};
const MAVEN: Rule = {
  pattern: /^\w[\w-]*(?:\.[\w-]+)*(?::\w[\w-]*(?:\.[\w-]+)*)?$/,
  words: 'a Maven group, or group:artifact: letters, digits, "_" and "-", with single dots between them',
};
const PROGRAM: Rule = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
  words: 'a program name: letters, digits, ".", "_" and "-", beginning with a letter or digit',
};

/** The package names that the registry of each language accepts. */
const RULES: Readonly<Record<SdkTarget, Rule>> = {
  typescript: NPM,
  node: NPM,
  python: {
    pattern: /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/,
    words:
      'a PyPI package name: letters, digits, ".", "_" and "-", beginning and ending with a letter or digit',
  },
  go: {
    pattern: /^[A-Za-z0-9_][A-Za-z0-9._~-]*(?:\/[A-Za-z0-9_][A-Za-z0-9._~-]*)*$/,
    words: 'a Go package or module path: letters, digits, ".", "_", "~" and "-", with "/" between elements',
  },
  java: MAVEN,
  kotlin: MAVEN,
  ruby: {
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    words: 'a RubyGems name: letters, digits, ".", "_" and "-", beginning with a letter or digit',
  },
  php: {
    pattern:
      /^(?:[a-z0-9]+(?:[_.-]+[a-z0-9]+)*\/)?[A-Za-z0-9]+(?:[_.-]+[A-Za-z0-9]+)*$|^[A-Za-z_]\w*(?:\\[A-Za-z_]\w*)+$/,
    words: 'a Packagist vendor/name of lower-case letters, digits, ".", "_" and "-", or a namespace',
  },
  csharp: {
    pattern: /^\w+(?:[.-]\w+)*$/,
    words: 'a NuGet id: letters, digits and "_", with single "." or "-" between them',
  },
  terraform: {
    pattern: /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\/)?[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?$/,
    words: 'a Terraform Registry name: lower-case letters, digits and "-", optionally with owner/ before it',
  },
  cli: PROGRAM,
  openapi: { ...NPM, words: 'a file name: lower-case letters, digits, ".", "_", "~" and "-"' },
};

/** Why the name of a target's package is invalid by the rule of its language's registry; null if it is valid. */
export function packageNameProblem(target: SdkTarget, name: string): string | null {
  const { pattern, words } = RULES[target];
  return pattern.test(name) ? null : `must be ${words}`;
}
