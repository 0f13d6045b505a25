import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { compilerNames, TrackingFile } from '../contract/adoptions.ts';
import {
  configuredTargets,
  isConfigFilePath,
  isDescriptionPath,
  parseConfigFile,
} from '../contract/config-file.ts';
import type { SdkTarget } from '../contract/targets.ts';
import { isErrno } from '../runtime/errno.ts';
import { UsageError } from './usage.ts';

/** `workspace.json` of a compiler: the paths of its description and config file, relative to its folder. */
const WorkspaceFile = z.looseObject({ openapi_spec: z.string(), stainless_config: z.string() });

export interface Workspace {
  readonly description: { readonly name: string; readonly content: string };
  readonly config: { readonly name: string; readonly content: string };
  readonly targets: readonly WorkspaceTarget[];
  /** Paths of the two, relative to the folder. */
  readonly files: { readonly description: string; readonly config: string };
}

export interface WorkspaceTarget {
  readonly target: SdkTarget;
  /** `production_repo` of the config file. */
  readonly repository: string | null;
  readonly tracking: TrackingFile | null;
}

/** Reads a compiler's workspace, or a folder with a description and a config file. Throws `UsageError`. */
export async function readWorkspace(folder: string): Promise<Workspace> {
  const said = await optional(path.join(folder, 'workspace.json'));
  const paths = said === null ? await inFolder(folder) : fromFile(said);
  const read = async (name: string) => {
    const content = await optional(path.resolve(folder, name));
    if (content === null) throw new UsageError(`workspace: ${path.join(folder, name)} does not exist.`);
    return content;
  };
  const description = await read(paths.description);
  const config = await read(paths.config);
  const parsed = parseConfigFile(config);
  if (!parsed.ok) throw new UsageError(`workspace: ${paths.config} ${parsed.problem.message}`);
  const targets = configuredTargets(parsed.config).map(async (target) => ({
    target,
    repository: parsed.config.targets?.[target]?.production_repo ?? null,
    tracking: await latestTracking(folder, target),
  }));
  return {
    description: {
      name: /\.json$/.test(paths.description) ? 'openapi.json' : 'openapi.yml',
      content: description,
    },
    config: { name: 'stainless.yml', content: config },
    targets: await Promise.all(targets),
    files: paths,
  };
}

function fromFile(text: string): { description: string; config: string } {
  const parsed = WorkspaceFile.safeParse(json(text));
  if (!parsed.success) {
    throw new UsageError('workspace: workspace.json must have openapi_spec and stainless_config.');
  }
  return { description: parsed.data.openapi_spec, config: parsed.data.stainless_config };
}

async function inFolder(folder: string): Promise<{ description: string; config: string }> {
  const names = await readdir(folder).catch(() => []);
  const description = names.find(isDescriptionPath);
  const config = names.find(isConfigFilePath);
  if (description === undefined || config === undefined) {
    throw new UsageError(
      `workspace: ${folder} has neither a workspace.json nor both a description (openapi.yml) and a config file (stainless.yml).`,
    );
  }
  return { description, config };
}

/** The newest readable `custom-code/<language>/<time>-custom-code.json`; null if there is none. */
async function latestTracking(folder: string, target: SdkTarget): Promise<TrackingFile | null> {
  for (const name of compilerNames(target)) {
    const place = path.join(folder, 'custom-code', name);
    const files = (await readdir(place).catch(() => [])).filter((each) => each.endsWith('-custom-code.json'));
    const newest = files.sort().at(-1);
    if (newest === undefined) continue;
    const parsed = TrackingFile.safeParse(json((await optional(path.join(place, newest))) ?? ''));
    if (!parsed.success) {
      throw new UsageError(
        `workspace: ${path.join(place, newest)} must have the commits base and integrated.`,
      );
    }
    return parsed.data;
  }
  return null;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function optional(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT') || isErrno(error, 'ENOTDIR')) return null;
    throw error;
  }
}
