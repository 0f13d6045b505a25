import { description } from '../description.ts';

/** A request for a build that is invalid in one way. */
export interface BadInput {
  readonly what: string;
  /** The invalid fields, or a whole body that is not JSON. */
  readonly over: Readonly<Record<string, unknown>> | string;
  /** What the response must name. */
  readonly names: RegExp;
}

/** Branch of rejected requests: nothing of it may exist afterwards. */
export const REFUSED_BRANCH = 'refused';
/** Branch of descriptions that cannot be generated: nothing else builds on it. */
export const FATAL_BRANCH = 'fatal';

const file = (content: string) => ({ revision: { 'openapi.json': { content } } });
const config = (content: string) => ({ revision: { 'stainless.yml': { content } } });
const at = (path: string) => ({ revision: { [path]: { content: description() } } });
const from = (url: string) => ({ revision: { 'openapi.json': { url } } });
const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
/** 10^9 strings, in ten lines of YAML. */
const aliases = [
  'a0: &a0 [x,x,x,x,x,x,x,x,x,x]',
  ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`)}]`),
].join('\n');

/** Answered with 4xx. */
export const REFUSED: readonly [BadInput, ...BadInput[]] = [
  { what: 'a body that is cut off', over: '{"project": "chaos-0", "bran', names: /JSON/ },
  { what: 'a body of 20,000 levels', over: deep(20_000), names: /deeper than/ },
  { what: 'a project that is not there', over: { project: 'nowhere' }, names: /^project: .*"nowhere"/ },
  { what: 'a project that is a number', over: { project: 5 }, names: /^project: / },
  { what: 'a target that is none', over: { targets: ['cobol'] }, names: /^targets\.0: / },
  { what: 'no target', over: { targets: [] }, names: /^targets: / },
  { what: 'a branch that leads up', over: { branch: '../refused' }, names: /^branch: / },
  { what: 'a branch that is an option', over: { branch: '--upload-pack=x' }, names: /^branch: / },
  { what: 'a branch with NUL', over: { branch: 'refused\0x' }, names: /^branch: / },
  { what: 'no revision', over: { revision: undefined }, names: /^revision: is missing/ },
  { what: 'a revision that is not there', over: { revision: 'nowhere' }, names: /^revision: .*"nowhere"/ },
  { what: 'a revision that is an option', over: { revision: '--all' }, names: /^revision: .*"--all"/ },
  { what: 'a file that leads up', over: at('../openapi.json'), names: /^revision: .*"\.\.\/openapi\.json"/ },
  { what: 'an absolute file', over: at('/etc/passwd'), names: /^revision: .*"\/etc\/passwd"/ },
  { what: 'a file in .git', over: at('.git/hooks/post-commit'), names: /^revision: .*"\.git\/hooks/ },
  { what: 'a file in .GIT', over: at('x/.GIT/config'), names: /^revision: .*"x\/\.GIT/ },
  { what: 'a URL of loopback', over: from('http://127.0.0.1:1/a'), names: /\.url: .* not a public address/ },
  { what: 'a URL of loopback, in octal', over: from('http://0177.1/a'), names: /\.url: .* not a public/ },
  {
    what: 'a URL of loopback, mapped',
    over: from('http://[::ffff:7f00:1]/a'),
    names: /\.url: .* not a public/,
  },
  {
    what: 'a URL of the cloud',
    over: from('http://169.254.169.254/latest'),
    names: /\.url: .* not a public/,
  },
  { what: 'a URL of a file', over: from('file:///etc/passwd'), names: /\.url: .*file:/ },
  { what: 'a message with NUL', over: { commit_message: 'a\0b' }, names: /^commit_message: / },
  { what: 'a message of a megabyte', over: { commit_message: 'a'.repeat(1e6) }, names: /^commit_message: / },
  { what: 'a cut description', over: file('{"openapi": "3.0.3", '), names: /openapi\.json: is not JSON/ },
  { what: 'a picture', over: file('\u0089PNG\r\n\u001a\n'), names: /openapi\.json: is not JSON/ },
  { what: 'an empty description', over: file('{"openapi": "3.0.3"}'), names: /openapi\.json: .*info/ },
  { what: 'a description of 20,000 levels', over: file(deep(20_000)), names: /openapi\.json: .*deeper/ },
  { what: 'a cut config file', over: config('targets: {'), names: /stainless\.yml: is not YAML/ },
  { what: 'a config file that is a list', over: config('[]'), names: /stainless\.yml: .*object/ },
  { what: 'a config file of aliases that grow', over: config(aliases), names: /stainless\.yml: .*alias/ },
];

const answering = (schema: unknown) => {
  const responses = { 200: { description: 'ok', content: { 'application/json': { schema } } } };
  const info = { title: 'Bad', version: '1.0.0' };
  return file(JSON.stringify({ openapi: '3.0.3', info, paths: { '/a': { get: { responses } } } }));
};

/** Recorded and built: every target ends without a commit, and a diagnostic says why. */
export const FATAL: readonly [BadInput, ...BadInput[]] = [
  { what: 'a reference to a file', over: answering({ $ref: 'file:///etc/passwd' }), names: /\$ref/ },
  { what: 'a reference up the tree', over: answering({ $ref: '../../../etc/passwd' }), names: /\$ref/ },
  { what: 'a reference to the network', over: answering({ $ref: 'http://127.0.0.1:1/a' }), names: /\$ref/ },
];
