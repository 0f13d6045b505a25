import { expect, it } from 'vitest';
import { completedApiOf } from './api-of.ts';

const responses = { 204: { description: 'ok' } };
const DESCRIPTION = {
  openapi: '3.0.3',
  info: { title: 'Acme', version: '1' },
  paths: {
    '/?Action=List': { get: { operationId: 'List', responses } },
    '/?Action=Delete&Force=1': { get: { operationId: 'Delete', responses } },
    '/': { get: { operationId: 'Root', responses } },
  },
};
const CONFIG = `
environments: { production: https://acme.test }
resources: { things: { methods: { list: get /?Action=List, delete: get /?Action=Delete&Force=1, root: get /?beta=true } } }
`;

it.each(['', CONFIG])('operations differ by the query in their paths (config file: %j)', (config) => {
  const { api, diagnostics } = completedApiOf(DESCRIPTION, config);
  const all = [api.root, ...api.resources].flatMap(({ methods }) => methods);
  const sent = all.map(({ operationId, path, fixedQuery }) => [
    operationId,
    `${path} ${fixedQuery.map(({ name, value }) => `${name}=${value}`).join('&')}`.trim(),
  ]);
  expect(Object.fromEntries(sent)).toEqual({
    List: '/ Action=List',
    Delete: '/ Action=Delete&Force=1',
    Root: config === '' ? '/' : '/ beta=true',
  });
  expect(diagnostics.filter(({ level }) => level === 'error')).toEqual([]);
});
