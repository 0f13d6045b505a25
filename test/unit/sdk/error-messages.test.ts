import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { apiOf as apiOfInput, generateSdk } from '../../../src/sdk/generate.ts';
import type { Language } from '../../../src/sdk/language.ts';
import { python } from '../../../src/sdk/languages/python/index.ts';
import { typescript } from '../../../src/sdk/languages/typescript/index.ts';
import { needs } from '../../needs.ts';

const withPython = await needs('python');

const DESCRIPTION = JSON.stringify({
  openapi: '3.0.3',
  info: { title: 'Pets', version: '1' },
  paths: { '/pets': { get: { operationId: 'list', responses: { 200: { description: 'ok' } } } } },
  components: { securitySchemes: { auth: { type: 'oauth2', flows: {} } } },
});
const CONFIG = `organization: { name: pets }
environments: { production: https://pets.test }
errors: { message_property: "what's \\"wrong\\"", union: { source: Error } }
client_settings:
  opts:
    client_id: { type: string, nullable: true, auth: { security_scheme: auth, role: client_id } }
resources: { pets: { methods: { list: get /pets } } }
`;

function clientOf(language: Language, target: 'python' | 'typescript', file: string): string {
  const { files } = generateSdk(language, {
    target,
    project: 'pets',
    description: DESCRIPTION,
    config: CONFIG,
    descriptionMd5: '',
    packageName: 'pets',
    packageVersion: '1.0.0',
    repository: { host: 'github.com', owner: 'acme', name: 'pets', isProduction: true },
  });
  return files.get(file)?.content.toString('utf8') ?? '';
}

withPython.test('the message of an error is the property that the config file names', () => {
  const ts = clientOf(typescript, 'typescript', 'src/client.ts');
  expect(ts).toContain(`Reflect.get(error, 'what\\'s "wrong"')`);
  expect(ts).toContain('made.message = `${status} ${said}`;');
  const py = clientOf(python, 'python', 'src/pets/_client.py');
  expect(py.match(/said = body\.get\("what's \\"wrong\\""\) if is_mapping\(body\) else None/g)).toHaveLength(
    2,
  );
  execFileSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input: py });
});

test('does not send the id of an OAuth client as a token, and warns', () => {
  expect(clientOf(typescript, 'typescript', 'src/client.ts')).not.toContain("'Bearer ' +");
  const { diagnostics } = apiOfInput({
    target: 'typescript',
    project: 'pets',
    description: DESCRIPTION,
    config: CONFIG,
  });
  expect(diagnostics).toMatchObject([
    { code: 'ClientOpt/TokenNotFetched', configRef: '#/client_settings/opts/client_id/auth', line: 6 },
  ]);
});
