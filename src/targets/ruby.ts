import { commonPostgen, commonProperties, pascalCase, removeMatching, snakeCase } from './common.ts';
import type { TargetDefinition } from './target.ts';

const LANGUAGE = 'ruby';

/** A gem, over Typhoeus. */
export const ruby: TargetDefinition = {
  name: 'ruby',
  language: LANGUAGE,
  defaultPackageName: (_org, project) => snakeCase(project),
  properties: (sdk) => ({
    ...commonProperties(sdk),
    gemName: snakeCase(sdk.packageName),
    moduleName: pascalCase(sdk.packageName),
    gemVersion: sdk.packageVersion.replace('-', '.pre.'),
    gemLicense: sdk.license,
    gemAuthor: sdk.organizationName,
    ...sdk.options,
  }),
  postgen: (files, sdk) => {
    const name = snakeCase(sdk.packageName);
    const out = commonPostgen(files, sdk, {
      language: LANGUAGE,
      gitignore: ['*.gem', 'pkg/', 'Gemfile.lock'],
      readme: { install: `gem install ${name}`, usage: `require '${name}'`, codeFence: 'ruby' },
    });
    // Names a gem of somebody's machine.
    removeMatching(out, /^Gemfile\.lock$/);
    return out;
  },
  checks: (sdk) => ({
    tools: [
      { name: 'Ruby', command: 'ruby', versionArgs: ['--version'], install: 'apt-get install ruby' },
      { name: 'RSpec', command: 'rspec', versionArgs: ['--version'], install: 'apt-get install ruby-rspec' },
    ],
    prepare: [],
    lint: [
      {
        argv: [
          'ruby',
          '-e',
          'ARGV.each { |f| system("ruby", "-wc", f, out: File::NULL) or abort(f) }',
          ...[`lib/${snakeCase(sdk.packageName)}.rb`],
        ],
      },
    ],
    build: [{ argv: ['gem', 'build', `${snakeCase(sdk.packageName)}.gemspec`] }],
    test: [{ argv: ['rspec', '-I', 'lib', 'spec'] }],
    stages: [['lint', 'build', 'test']],
  }),
  packages: [{ type: 'gem', path: '*.gem' }],
  installCommand: (sdk, { cloneUrl, sha }) =>
    `bundle add ${snakeCase(sdk.packageName)} --git ${cloneUrl} --ref ${sha}`,
};
