import { expect, it } from 'vitest';
import { generateSdk } from '../../../src/sdk/generate.ts';
import { python } from '../../../src/sdk/languages/python/index.ts';

const DESCRIPTION = JSON.stringify({ openapi: '3.0.3', info: { title: 'Pets', version: '1' }, paths: {} });

function nameOf(target: string): string | undefined {
  const { files } = generateSdk(python, {
    target: 'python',
    project: 'pets',
    description: DESCRIPTION,
    config: `targets:\n  python: ${target}\n`,
    descriptionMd5: '',
    packageName: 'acme_pets',
    packageVersion: '1.0.0',
    repository: { host: 'github.com', owner: 'acme', name: 'pets-python', isProduction: false },
  });
  return /^name = "(.*)"$/m.exec(String(files.get('pyproject.toml')?.content))?.[1];
}

it.each([
  ['{}', 'acme_pets'],
  ['{ publish: { pypi: true } }', 'acme_pets'],
  ['{ publish: { pypi: { package_name: acme-client } } }', 'acme-client'],
  ['{ publish: { pypi: { package_name: acme-client } }, project_name: acme-sdk }', 'acme-sdk'],
])('the distribution of %s is %s', (target, name) => {
  expect(nameOf(target)).toBe(name);
});
