import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { OPENAPI_GENERATOR_VERSION } from '../../contract/openapi-generator.ts';
import { PACKAGE_ROOT } from '../../runtime/package-root.ts';
import { execute } from '../../runtime/processes/execute.ts';
import { GeneratorUnavailable } from '../generator.ts';

/** Sources of the service, beside this file's. */
const SOURCES = ['Service.java', 'CodegenConfigLoader.java'];

/** Compiles the service once per version of its sources. */
export async function compile({
  jar,
  classesDir,
}: {
  readonly jar: string;
  readonly classesDir: string;
}): Promise<string> {
  const folder = path.join(PACKAGE_ROOT, 'src', 'codegen', 'openapi-generator');
  const sources = SOURCES.map((name) => path.join(folder, name));
  const digest = createHash('sha256').update(OPENAPI_GENERATOR_VERSION);
  for (const source of sources) digest.update(await readFile(source));
  const hash = digest.digest('hex').slice(0, 16);
  const target = path.join(classesDir, hash);
  if (existsSync(target)) {
    // Created by an older version, readable by its owner only.
    await chmod(target, 0o755).catch(() => {});
    return target;
  }
  await mkdir(classesDir, { recursive: true });
  const temporary = await mkdtemp(path.join(classesDir, 'new-'));
  try {
    await execute('javac', ['-nowarn', '-cp', jar, '-d', temporary, ...sources]);
    await chmod(temporary, 0o755);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    if (existsSync(target)) return target;
    throw new GeneratorUnavailable(
      `The generator's service cannot be compiled: ${String(error).slice(0, 1000)}`,
    );
  }
  return target;
}
