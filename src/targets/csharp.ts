import { createHash } from 'node:crypto';
import { commonPostgen, commonProperties, pascalCase } from './common.ts';
import type { SdkContext, TargetDefinition } from './target.ts';

const LANGUAGE = 'csharp';

/** The same package has the same id in every build: the generator would make a new one each time. */
function packageGuid(sdk: SdkContext): string {
  const hex = createHash('sha256').update(sdk.packageName).digest('hex').toUpperCase();
  return `{${[hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')}}`;
}

/** A package for .NET. */
export const csharp: TargetDefinition = {
  name: 'csharp',
  language: LANGUAGE,
  defaultPackageName: (org, project) => `${pascalCase(org)}.${pascalCase(project)}`,
  properties: (sdk) => ({
    ...commonProperties(sdk),
    packageName: sdk.packageName,
    packageVersion: sdk.packageVersion,
    packageGuid: packageGuid(sdk),
    packageAuthors: sdk.organizationName,
    packageTitle: sdk.packageName,
    targetFramework: 'net8.0',
    library: 'httpclient',
    ...sdk.options,
  }),
  postgen: (files, sdk) =>
    commonPostgen(files, sdk, {
      language: LANGUAGE,
      gitignore: ['bin/', 'obj/', '.vs/'],
      readme: {
        install: `dotnet add package ${sdk.packageName}`,
        usage: `using ${sdk.packageName}.Api;`,
        codeFence: 'csharp',
      },
    }),
  checks: () => ({
    tools: [
      {
        name: '.NET SDK',
        command: 'dotnet',
        versionArgs: ['--version'],
        install: 'https://dot.net',
        atLeast: '8.0',
      },
    ],
    prepare: [{ argv: ['dotnet', 'restore'] }],
    lint: [{ argv: ['dotnet', 'format', 'whitespace', '--no-restore', '--verify-no-changes'] }],
    build: [{ argv: ['dotnet', 'pack', '--no-restore', '-c', 'Release', '-o', 'packages'] }],
    test: [{ argv: ['dotnet', 'test', '--no-restore'] }],
    stages: [['lint'], ['build'], ['test']],
  }),
  packages: [{ type: 'nupkg', path: 'packages/*.nupkg' }],
  installCommand: (sdk, { cloneUrl, sha }) =>
    `git clone ${cloneUrl} ${sdk.project}-csharp && git -C ${sdk.project}-csharp checkout ${sha} && dotnet add reference ${sdk.project}-csharp/src/${sdk.packageName}`,
};
