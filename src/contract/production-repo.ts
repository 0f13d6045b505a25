/** `production_repo` of a target: the external repository that the SDK is published from. */
export interface ProductionRepo {
  readonly host: string;
  readonly owner: string;
  readonly name: string;
  /** Null for `owner/name`, which does not name a host; package metadata assume GitHub. */
  readonly url: string | null;
  /**
   * Whether its path is relative to the home folder of the remote user, as in `git@host:path`; forges treat both
   * alike.
   */
  readonly fromHome: boolean;
}

const OWNER_AND_NAME = /^[\w.-]+\/[\w.-]+$/;
/** scp syntax: `git@host:owner/name.git`. */
const SCP = /^(?:[\w.-]+@)?[\w.-]+:(?!\/\/)[\w./~-]+$/;
const PATH = /^(\/[\w.~+-]+)+\/?$/;

export const PRODUCTION_REPO_FORM =
  'must be owner/name, or an http(s) or ssh URL of a Git repository without a password';

/** Parses a `production_repo`. Returns null if it is neither `owner/name` nor the URL of a repository. */
export function parseProductionRepo(text: string): ProductionRepo | null {
  if (text.length > 500 || text.startsWith('-')) return null;
  if (OWNER_AND_NAME.test(text)) {
    const [owner = '', name = ''] = text.split('/');
    return { host: 'github.com', owner, name, url: null, fromHome: false };
  }
  const fromHome = SCP.test(text);
  const full = fromHome ? `ssh://${text.replace(/:\/?/, '/')}` : text;
  if (!URL.canParse(full) || /\/\.\.?(\/|$)/.test(full)) return null;
  const url = new URL(full);
  if (!['http:', 'https:', 'ssh:'].includes(url.protocol) || !PATH.test(url.pathname)) return null;
  if (url.hostname === '' || url.password !== '' || url.search !== '' || url.hash !== '') return null;
  if (/^-|[^\w.:[\]-]/.test(url.hostname) || !/^[\w.-]*$/.test(url.username)) return null;
  const segments = url.pathname.split('/').filter((segment) => segment !== '' && segment !== '~');
  const name = (segments.at(-1) ?? '').replace(/\.git$/, '');
  if (name === '') return null;
  return {
    host: url.hostname,
    owner: segments.at(-2) ?? url.hostname.split('.')[0] ?? name,
    name,
    url: url.href.replace(/\/$/, ''),
    fromHome: fromHome && !text.includes(':/'),
  };
}
