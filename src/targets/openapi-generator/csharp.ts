import { createHash } from 'node:crypto';
import type { TargetDefinition } from '../definition.ts';
import { commonPostgen, commonProperties, repositoryUrl, titleOf } from '../files/common.ts';
import { replaceMatching } from '../files/edit-tree.ts';
import { firstParagraph, msbuildText, oneLine } from '../files/escape.ts';
import { identifier, kebabCase, pascalCase } from '../files/names.ts';

const LANGUAGE = 'csharp';

/** A package has the same id in every build: the generator would create a new one each time. */
export function packageGuid(packageName: string): string {
  const hex = createHash('sha256').update(packageName).digest('hex').toUpperCase();
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`];
  return `{${[...parts, hex.slice(20, 32)].join('-')}}`;
}

/** `acme.pet-store` → `Acme.PetStore`: a valid namespace. Valid names are unchanged. */
function namespaceOf(packageName: string): string {
  return (
    packageName
      .split('.')
      .map((part) => (/^[A-Za-z_]\w*$/.test(part) ? part : identifier(pascalCase(part), 'Api')))
      .filter((part) => part !== '')
      .join('.') || 'Api'
  );
}

/** A package for .NET. */
export const csharp: TargetDefinition = {
  name: 'csharp',
  language: LANGUAGE,
  defaultPackageName: (org, project) =>
    `${identifier(pascalCase(org), 'Api')}.${identifier(pascalCase(project), 'Api')}`,
  properties: (sdk) => {
    const packageName = namespaceOf(sdk.packageName);
    return {
      ...commonProperties(sdk),
      packageName,
      packageVersion: sdk.packageVersion,
      packageGuid: packageGuid(packageName),
      packageAuthors: oneLine(sdk.organizationName) || sdk.org,
      packageCompany: oneLine(sdk.organizationName) || sdk.org,
      packageCopyright: oneLine(sdk.organizationName) || sdk.org,
      packageTitle: packageName,
      packageDescription: firstParagraph(sdk.description, 200) || `.NET SDK for ${titleOf(sdk)}`,
      ...(sdk.license === 'none' ? {} : { licenseId: sdk.license }),
      targetFramework: 'net8.0',
      library: 'httpclient',
      ...sdk.options,
    };
  },
  postgen: (files, sdk) => {
    const packageName = namespaceOf(sdk.packageName);
    const out = commonPostgen(files, sdk, {
      language: LANGUAGE,
      gitignore: ['bin/', 'obj/', 'packages/', 'TestResults/', '.vs/'],
      readme: {
        install: `dotnet add package ${packageName}`,
        usage: `using ${packageName}.Api;\nusing ${packageName}.Client;`,
        codeFence: 'csharp',
      },
    });
    // The generator has no properties for these.
    replaceMatching(out, /\.csproj$/, (text) =>
      text
        .replace(
          /<RepositoryUrl>[^<]*<\/RepositoryUrl>/,
          `<RepositoryUrl>${msbuildText(repositoryUrl(sdk)).replaceAll('$', '$$$$')}.git</RepositoryUrl>`,
        )
        .replace(/[ \t]*<PackageReleaseNotes>Minor update<\/PackageReleaseNotes>\r?\n/, ''),
    );
    return out;
  },
  checks: ({ cacheDir }) => {
    const env = {
      DOTNET_CLI_TELEMETRY_OPTOUT: '1',
      DOTNET_NOLOGO: '1',
      DOTNET_SKIP_FIRST_TIME_EXPERIENCE: '1',
      // Tests also run if only a later runtime is installed.
      DOTNET_ROLL_FORWARD: 'Major',
      // No compiler server keeps running after a check.
      MSBUILDDISABLENODEREUSE: '1',
      UseSharedCompilation: 'false',
      NUGET_PACKAGES: `${cacheDir}/nuget`,
    };
    return {
      tools: [
        {
          name: '.NET SDK',
          command: 'dotnet',
          versionArgs: ['--version'],
          install: 'https://dotnet.microsoft.com/download, or apt-get install dotnet-sdk-8.0',
          atLeast: '8.0',
        },
      ],
      prepare: [{ argv: ['dotnet', 'restore'], env }],
      // Compiles with analysers; later checks use the output.
      lint: [
        {
          argv: ['dotnet', 'build', '--no-restore', '-c', 'Release', '-p:EnableNETAnalyzers=true'],
          env,
        },
      ],
      build: [{ argv: ['dotnet', 'pack', '--no-restore', '-c', 'Release', '-o', 'packages'], env }],
      test: [{ argv: ['dotnet', 'test', '--no-restore', '-c', 'Release'], env }],
      stages: [['lint'], ['build'], ['test']],
    };
  },
  packages: [{ type: 'nupkg', path: 'packages/*.nupkg' }],
  installCommand: (sdk, { cloneUrl, sha }) => {
    const folder = `${kebabCase(sdk.project) || 'api'}-csharp`;
    return `git clone ${cloneUrl} ${folder} && git -C ${folder} checkout ${sha} && dotnet add reference ${folder}/src/${namespaceOf(sdk.packageName)}`;
  },
};
