import { guessedConfig } from '../codegen/guess/index.ts';
import { nodeOf } from '../codegen/json.ts';
import { type ReadConfig, readConfig, withStandIns } from './config/read.ts';
import { pascal } from './names/casing.ts';

/**
 * The config file as SDKs are made from it: what it lacks and an SDK cannot do without (resources, environments and
 * the like) is guessed from the description.
 */
export function configFor(text: string, description: unknown, project: string): ReadConfig {
  return withClientName(whole(readConfig(text), description, project), project);
}

/** A letter that no keyboard of the SDK's users need have: class names are of Latin letters. */
const OTHER_LETTER = /(?!\p{Script=Latin})\p{L}/u;

/**
 * Without a name for the client class, and with an organisation whose name is in another script, the class has the name
 * of the project: what code points or half of a name would make, nobody could read.
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
    standIns.readme = guess('readme');
    const settings = nodeOf(raw.client_settings);
    if (settings.opts === undefined)
      standIns.client_settings = { ...nodeOf(guessed.client_settings), ...settings };
    const organization = nodeOf(raw.organization);
    standIns.organization = { ...nodeOf(guessed.organization), ...organization };
  }
  return withStandIns(read, standIns);
}
