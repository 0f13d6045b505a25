import { expect, test } from 'vitest';
import { readConfig } from '../../../src/sdk/config/read.ts';
import { generateSdk } from '../../../src/sdk/generate.ts';
import { languages } from '../../../src/sdk/languages/index.ts';

const CONFIG = `codeflow:
  code_owners:
    '*': ['@acme/sdk']
    'src/my code/**': ['@ada', ada@acme.example]
    '#notes': ['@ada']
`;

function files(target: 'typescript' | 'node' | 'python' | 'go' | 'cli', config: string) {
  const language = languages[target];
  if (language === undefined) throw new Error(target);
  return generateSdk(language, {
    target,
    project: 'shop',
    description: JSON.stringify({ openapi: '3.1.0', info: { title: 'Shop', version: '1' }, paths: {} }),
    config,
    descriptionMd5: '',
    packageName: 'shop',
    packageVersion: '1.0.0',
    repository: { host: 'github.com', owner: 'acme', name: 'shop', isProduction: false },
  }).files;
}

test.each(['typescript', 'node', 'python', 'go', 'cli'] as const)(
  'code owners are in the repository of the SDK (%s)',
  (target) => {
    expect(files(target, CONFIG).get('.github/CODEOWNERS')?.content.toString()).toBe(
      '* @acme/sdk\nsrc/my\\ code/** @ada ada@acme.example\n/#notes @ada\n',
    );
    expect(files(target, '').has('.github/CODEOWNERS')).toBe(false);
  },
);

test('an owner that is no user, team or email address is reported and left out', () => {
  const { config, problems } = readConfig("codeflow: { code_owners: { '*': [ada, '@ada'] } }");
  expect(config.codeflow?.code_owners).toEqual({ '*': ['@ada'] });
  expect(problems).toEqual([
    { path: ['codeflow', 'code_owners', '*', 0], message: expect.stringMatching(/must be @user/) },
  ]);
});
