import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import { ApiError } from '../../contract/errors.ts';
import type { Database } from '../../records/database.ts';
import { type TrustedRepositoryRecord, whoTrusts } from '../../records/trusted-repositories.ts';
import type { Config } from '../../runtime/config.ts';
import { Issuers } from './issuers.ts';
import { type Job, jobOf } from './job.ts';
import { narrowest, unmet } from './terms.ts';

/** Signature algorithms of ID tokens: not `none`, and none whose key the issuer would have to share. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384'];
/** Tolerated difference between the clocks of issuer and server. */
const CLOCK_SECONDS = 60;
const MAX_LENGTH = 10_000;

/** Whether a value sent as a key is a signed token instead: three parts, the first of which begins like JSON. */
export const isIdToken = (key: string): boolean => /^eyJ[\w-]*\.[\w-]*\.[\w-]*$/.test(key);

/** The audience that a job requests for its ID token, so that it is valid for this organisation on this Kiln only. */
export const audienceOf = (base: string, org: string): string => `${base}/orgs/${org}`;

export interface IdTokenDeps {
  readonly db: Database;
  readonly config: Pick<Config, 'oidcIssuers' | 'oidcAudiences' | 'allowPrivateUrls'>;
  /** Address of this Kiln, without a trailing slash. */
  readonly base: string;
}

/** Accepts ID tokens (OpenID Connect) from CI jobs of repositories that an organisation trusts. */
export class IdTokens {
  readonly #deps: IdTokenDeps;
  readonly #issuers: Issuers;

  constructor(deps: IdTokenDeps) {
    this.#deps = deps;
    this.#issuers = new Issuers(deps.config.oidcIssuers, deps.config.allowPrivateUrls);
  }

  /**
   * Returns the trusted repository whose job sent a token. Throws a 401 that says which claim does not match, and a
   * 503 if the keys of the issuer are unavailable. Nothing about a token is cached: a repository that is no longer
   * trusted is rejected at once.
   */
  async take(token: string): Promise<TrustedRepositoryRecord> {
    if (token.length > MAX_LENGTH) throw refused('is too long');
    const issuer = this.#issuerOf(token);
    const claims = await verified(token, issuer, this.#issuers);
    const org = this.#orgOf(claims);
    const job = jobOf(issuer, claims);
    if (job === null) throw refused('names no repository: is it that of a job?');
    return chosen(job, org, await whoTrusts(this.#deps.db, { ...job, org }));
  }

  /** The issuer that a token claims, if it is a known one: nothing is fetched from any other. */
  #issuerOf(token: string): string {
    const { alg, iss } = unverified(token);
    if (!ALGORITHMS.includes(alg))
      throw refused(`is signed with ${JSON.stringify(alg.slice(0, 20))}; ${ALGORITHMS.join(', ')} are taken`);
    const issuer = this.#issuers.known.find((known) => known === iss);
    if (issuer !== undefined) return issuer;
    throw refused(
      `is of the issuer ${JSON.stringify(iss.slice(0, 200))}; this server takes those of ${this.#issuers.known.join(', ')}`,
    );
  }

  /** The organisation in the token's audience; null: the token names only this server. */
  #orgOf({ aud }: JWTPayload): string | null {
    const audiences = [aud ?? []].flat();
    const prefix = audienceOf(this.#deps.base, '');
    const named = audiences.find((audience) => audience.startsWith(prefix));
    if (named !== undefined) return named.slice(prefix.length);
    if (audiences.some((audience) => this.#deps.config.oidcAudiences.includes(audience))) return null;
    throw refused(
      `is for ${JSON.stringify(audiences.join(', ').slice(0, 200))}; the job must ask for one for ${prefix}ORG, ORG being the organisation here`,
    );
  }
}

function unverified(token: string): { alg: string; iss: string } {
  try {
    const { alg } = decodeProtectedHeader(token);
    const { iss } = decodeJwt(token);
    return { alg: alg ?? '', iss: iss ?? '' };
  } catch {
    throw refused('cannot be read');
  }
}

/** The claims of a token, after checking its signature and times. */
async function verified(token: string, issuer: string, issuers: Issuers): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, await issuers.keysOf(issuer), {
      issuer,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_SECONDS,
      requiredClaims: ['exp', 'iat', 'aud'],
    });
    return payload;
  } catch (error) {
    if (error instanceof ApiError) throw error;
    if (error instanceof errors.JWTExpired) throw refused('has expired; the job must ask for a new one');
    if (error instanceof errors.JWTClaimValidationFailed)
      throw refused(`has a wrong ${JSON.stringify(error.claim)}: ${error.message}`);
    if (error instanceof errors.JWKSNoMatchingKey)
      throw refused(`is signed with a key that ${issuer} does not have`);
    if (error instanceof errors.JWSSignatureVerificationFailed)
      throw refused(`has a signature that is not of ${issuer}`);
    if (error instanceof errors.JOSEError) throw refused(`cannot be checked: ${error.message}`);
    throw error;
  }
}

/** Which organisation's terms the job meets. Throws a 401 that says which term it does not meet. */
function chosen(job: Job, org: string | null, trusting: readonly TrustedRepositoryRecord[]) {
  const { repository, issuer } = job;
  const who = org === null ? 'no organisation here' : `${JSON.stringify(org)} here`;
  if (trusting.length === 0)
    throw refused(
      `is of ${repository} at ${issuer}, which ${org === null ? `${who} trusts` : `is not trusted by ${who}`}; an administrator adds it with "kiln keys trust ${repository}"`,
    );
  const met = trusting.filter((terms) => unmet(terms, job) === null);
  const orgs = new Set(met.map(({ key }) => key.organizationId));
  if (orgs.size > 1)
    throw refused(
      `is of ${repository}, which more than one organisation trusts; name yours in the audience, …/orgs/ORG`,
    );
  const found = narrowest(met);
  if (found !== null) return found;
  const whys = org === null ? [] : trusting.flatMap((terms) => unmet(terms, job) ?? []);
  throw refused(
    `is of ${repository}, which is trusted only ${whys[0] === undefined ? 'on other terms' : whys.join('; or ')}`,
  );
}

function refused(why: string): ApiError {
  return new ApiError('unauthorized', `Authorization: this ID token ${why}.`);
}
