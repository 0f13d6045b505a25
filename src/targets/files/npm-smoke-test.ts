import type { SdkContext } from '../definition.ts';
import { jsString, lines } from './escape.ts';

/** An API call that needs only plain values, in the form of the package's test. */
export interface SmokeCall {
  readonly api: string;
  readonly method: string;
  readonly args: readonly unknown[];
}

export interface NpmOptions {
  readonly language: string;
  readonly apis: readonly string[];
  readonly calls: readonly SmokeCall[];
  /** An expression for the status code of a response's `error`. */
  readonly status: string;
  readonly usage: string;
}

export function smokeTest(sdk: SdkContext, options: NpmOptions): string {
  const name = jsString(sdk.packageName);
  const calls = options.calls.map(({ api, method, args }) => `  ${JSON.stringify([api, method, args])},`);
  return `${lines([
    '// Tests of the package as it was built, against a server on this machine.',
    "import assert from 'node:assert/strict';",
    "import { createServer } from 'node:http';",
    "import { createRequire } from 'node:module';",
    "import { after, before, test } from 'node:test';",
    `import * as sdk from ${name};`,
    '',
    `const apis = ${JSON.stringify(options.apis)};`,
    '',
    '// Operations that need nothing but plain values.',
    'const calls = [',
    ...calls,
    '];',
    '',
  ])}
const requests = [];
const server = createServer((request, response) => {
  requests.push(request.method + ' ' + request.url);
  request.resume();
  response.writeHead(503, { 'content-type': 'application/json' });
  response.end('{"message":"out of order"}');
});

let configuration;

before(async () => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const basePath = 'http://127.0.0.1:' + server.address().port + '/base';
  configuration = new sdk.Configuration({ basePath, accessToken: 'token', apiKey: 'key', username: 'me', password: 'secret' });
});

after(() => {
  server.closeAllConnections();
  server.close();
});

test('is there for import and for require', () => {
  const required = createRequire(import.meta.url)(${name});
  assert.deepEqual(Object.keys(required).filter((key) => key !== '__esModule').sort(), Object.keys(sdk).filter((key) => key !== 'default').sort());
});

test('makes every API', () => {
  for (const api of apis) assert.equal(typeof new sdk[api](configuration), 'object', api);
});

for (const [api, method, args] of calls) {
  test(api + '.' + method + ' sends a request and reports a failure', async () => {
    requests.length = 0;
    const error = await new sdk[api](configuration)[method](...args).then(
      () => assert.fail('should have failed'),
      (reason) => reason,
    );
    assert.equal(${options.status}, 503, String(error));
    assert.equal(requests.length, 1);
    assert.match(requests[0], /^[A-Z]+ \\/base\\//);
  });
}
`;
}
