import { guessedConfig } from '../codegen/guess/index.ts';
import { nodeOf } from '../codegen/json.ts';
import { type ReadConfig, readConfig, withStandIns } from './config/read.ts';
import { pascal } from './names/casing.ts';

/**
 * Completes the config file: settings that an SDK requires (resources, environments and the like) are guessed from
 * the description.
 */
export function configFor(text: string, description: unknown, project: string): ReadConfig {
  return withClientName(whole(readConfig(text), description, project), project);
}

/** A non-Latin letter: class names should be typeable on every keyboard. */
const OTHER_LETTER = /(?!\p{Script=Latin})\p{L}/u;

/**
 * If the client class has no configured name, and the organisation's name is in another script, the class is named
 * after the project: code points or half a name would be unreadable.
 */
function withClientName(read: ReadConfig, project: string): ReadConfig {
  const { client_settings: settings, organization } = read.config;
  const name = settings?.default_client_name ?? '';
  if (name !== '' || !OTHER_LETTER.test(organization?.name ?? '') || pascal(project) === '') return read;
  const raw = nodeOf(nodeOf(read.raw).client_settings);
  return withStandIns(read, { client_settings: { ...raw, default_client_name: pascal(project) } });
}

function whole(read: ReadConfig, description: unknown, project: string): ReadConfig {
  const { config } = read;
  if (config.resources !== undefined && config.resources !== null && config.environments) return read;
  const guessed = guessedConfig(description, { project, targets: {} });
  const raw = nodeOf(read.raw);
  const guess = (key: string) => (raw[key] === undefined || raw[key] === null ? guessed[key] : undefined);
  const isWhole = raw.resources === undefined || raw.resources === null;
  const standIns: Record<string, unknown> = { environments: guess('environments') };
  if (isWhole) {
    standIns.resources = guess('resources');
    standIns.pagination = guess('pagination');
    standIns.query_settings = guess('query_settings');
    standIns.readme = guess('readme');
    const settings = nodeOf(raw.client_settings);
    if (settings.opts === undefined)
      standIns.client_settings = { ...nodeOf(guessed.client_settings), ...settings };
    const organization = nodeOf(raw.organization);
    standIns.organization = { ...nodeOf(guessed.organization), ...organization };
  }
  return withStandIns(read, standIns);
}
