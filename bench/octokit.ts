import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const execute = promisify(execFile);
const PACKAGE = '@octokit/openapi@23.0.2';

const Description = z.looseObject({
  info: z.looseObject({ title: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
});

/** GitHub's description, 13 MB of JSON with 1,223 operations; downloaded once. */
export async function octokit(cacheDir: string): Promise<string> {
  const folder = path.join(cacheDir, 'bench');
  const file = path.join(folder, 'package', 'generated', 'api.github.com.json');
  if (!existsSync(file)) {
    await mkdir(folder, { recursive: true });
    await execute('npm', ['pack', '--silent', PACKAGE], { cwd: folder });
    await execute('tar', ['-xzf', `octokit-openapi-23.0.2.tgz`], { cwd: folder });
  }
  return readFile(file, 'utf8');
}

/** A description with only its first paths, up to this number of operations, and under another title. */
export function firstOperations(description: string, operations: number, title: string): string {
  const whole = Description.parse(JSON.parse(description));
  let count = 0;
  const paths = Object.entries(whole.paths).filter(([, item]) => {
    count += Object.keys(item).filter((key) => METHODS.has(key)).length;
    return count <= operations;
  });
  return JSON.stringify({ ...whole, info: { ...whole.info, title }, paths: Object.fromEntries(paths) });
}

const METHODS = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);
