import { file, type TreeFile } from '../../git/store/file-tree.ts';
import type { SdkContext, TargetDefinition } from '../definition.ts';
import { commonPostgen, commonProperties, httpUrl, repositoryUrl, titleOf } from '../files/common.ts';
import { removeMatching, textOf } from '../files/edit-tree.ts';
import { firstParagraph, lines, oneLine } from '../files/escape.ts';
import { identifier, pascalCase, snakeCase } from '../files/names.ts';

const LANGUAGE = 'ruby';

/** Compiles each file with warnings, in one process. */
const LINT = `$VERBOSE = true
bad = 0
Dir.glob('{lib,spec}/**/*.rb').sort.each do |path|
  RubyVM::InstructionSequence.compile_file(path)
rescue SyntaxError => e
  bad += 1
  warn e.message
end
exit(bad.zero? ? 0 : 1)`;

function gemName(sdk: SdkContext): string {
  return identifier(snakeCase(sdk.packageName), 'api_') || 'api';
}

/** `1.2.0-beta.3` → `1.2.0.pre.beta.3`: the version of a gem has no hyphen and nothing after a plus sign. */
export function gemVersion(version: string): string {
  return version
    .replace(/\+.*$/, '')
    .replace('-', '.pre.')
    .replace(/[^\w.]+/g, '.');
}

function rubyString(text: string): string {
  return `'${oneLine(text).replace(/[\\']/g, '\\$&')}'`;
}

/** A gem, over Typhoeus. */
export const ruby: TargetDefinition = {
  name: 'ruby',
  language: LANGUAGE,
  defaultPackageName: (_org, project) => identifier(snakeCase(project), 'api_') || 'api',
  properties: (sdk) => ({
    ...commonProperties(sdk),
    gemName: gemName(sdk),
    moduleName: pascalCase(gemName(sdk)),
    gemVersion: gemVersion(sdk.packageVersion),
    ...sdk.options,
  }),
  postgen: (files, sdk) => {
    const name = gemName(sdk);
    const out = commonPostgen(files, sdk, {
      language: LANGUAGE,
      gitignore: ['*.gem', 'pkg/', '.bundle/', 'Gemfile.lock'],
      readme: {
        install: `gem install ${name}`,
        usage: lines([
          `require '${name}'`,
          '',
          `${pascalCase(name)}.configure do |config|`,
          "  # config.access_token = ENV.fetch('ACCESS_TOKEN')",
          'end',
        ]),
        codeFence: 'ruby',
      },
    });
    // A configuration for an outdated RuboCop, and a lock file for the gems of one machine.
    removeMatching(out, /^(Gemfile\.lock|\.rubocop\.yml)$/);
    out.set(
      'Gemfile',
      file(lines(["source 'https://rubygems.org'", '', 'gemspec', '', "gem 'rake', '~> 13.0'"])),
    );
    addGemspec(out, sdk, name);
    return out;
  },
  checks: (sdk) => ({
    tools: [
      {
        name: 'Ruby',
        command: 'ruby',
        versionArgs: ['--version'],
        install: 'apt-get install ruby',
        atLeast: '2.7',
      },
      {
        name: 'RSpec',
        command: 'rspec',
        versionArgs: ['--version'],
        install: 'apt-get install ruby-rspec ruby-typhoeus',
      },
    ],
    prepare: [],
    lint: [{ argv: ['ruby', '-e', LINT] }],
    build: [{ argv: ['gem', 'build', '--strict', `${gemName(sdk)}.gemspec`] }],
    test: [{ argv: ['rspec', '--no-color', '-I', 'lib', 'spec'] }],
    stages: [['lint', 'build', 'test']],
  }),
  packages: [{ type: 'gem', path: '*.gem' }],
  installCommand: (sdk, { cloneUrl, sha }) => `bundle add ${gemName(sdk)} --git ${cloneUrl} --ref ${sha}`,
};

/**
 * The specification of the gem. The generated one lists files by a shell command and would include whatever is in the
 * folder; its dependencies are kept.
 */
function addGemspec(out: Map<string, TreeFile>, sdk: SdkContext, name: string): void {
  const path = `${name}.gemspec`;
  const dependencies = (textOf(out, path) ?? '')
    .split(/\r?\n/)
    .flatMap((line) => /^\s*s\.add_(?:runtime|development)_dependency .*$/.exec(line) ?? [])
    .map((line) => `  ${line.trim().replace('add_runtime_dependency', 'add_dependency')}`);
  const module = /^module (\w+)/m.exec(textOf(out, `lib/${name}/version.rb`) ?? '')?.[1] ?? pascalCase(name);
  const repository = repositoryUrl(sdk);
  const homepage = httpUrl(sdk.docsUrl) ?? repository;
  const author = oneLine(sdk.organizationName) || sdk.org;
  const email = /^[^\s@]+@[^\s@]+$/.test(sdk.contact ?? '') ? sdk.contact : null;
  out.set(
    path,
    file(
      lines([
        '# frozen_string_literal: true',
        '',
        `require_relative 'lib/${name}/version'`,
        '',
        'Gem::Specification.new do |s|',
        `  s.name = '${name}'`,
        `  s.version = ${module}::VERSION`,
        `  s.authors = [${rubyString(author)}]`,
        ...(email === null ? [] : [`  s.email = [${rubyString(email)}]`]),
        `  s.homepage = ${rubyString(homepage)}`,
        `  s.summary = ${rubyString(`Ruby SDK for ${titleOf(sdk)}`)}`,
        `  s.description = ${rubyString(`${firstParagraph(sdk.description) || `A client of ${titleOf(sdk)}.`}`)}`,
        ...(sdk.license === 'none' ? [] : [`  s.license = '${sdk.license}'`]),
        "  s.required_ruby_version = '>= 2.7'",
        `  s.metadata = { 'source_code_uri' => ${rubyString(repository)}, 'rubygems_mfa_required' => 'true' }`,
        '',
        ...dependencies,
        '',
        "  s.files = Dir['lib/**/*.rb', 'docs/**/*.md', 'README.md', 'LICENSE'].sort",
        "  s.require_paths = ['lib']",
        'end',
      ]),
    ),
  );
}
