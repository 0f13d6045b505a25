import { accessSync, constants } from 'node:fs';
import { availableParallelism, homedir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { GITHUB, GITLAB } from '../contract/issuers.ts';
import { OrgSlug } from '../contract/orgs.ts';
import { isLoopback } from './addresses.ts';
import { ExpectedError } from './expected-error.ts';

const Port = z.coerce.number().int().min(0).max(65_535);
const Seconds = z.coerce.number().int().min(1).max(86_400);
/** 0: no limit. */
const PerMinute = z.coerce.number().int().min(0).max(100_000_000);

/** Comma-separated origins; signing keys are not fetched over connections that others could tamper with. */
const Issuers = z
  .string()
  .transform(listOf)
  .pipe(
    z.array(
      z.url({ protocol: /^https?$/ }).refine((address) => {
        const { protocol, hostname } = new URL(address);
        return protocol === 'https:' || isLoopback(hostname);
      }, 'must be https addresses, with commas between'),
    ),
  );

/** Every variable that Kiln reads, with its default. Temporal's own `TEMPORAL_*` are read by its library. */
export const Environment = z.object({
  KILN_DATA_DIR: z.string().min(1).default('.kiln'),
  KILN_CACHE_DIR: z.string().min(1).optional(),
  KILN_HOST: z.string().min(1).default('127.0.0.1'),
  KILN_PORT: Port.default(8080),
  KILN_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  KILN_API_KEY: z.string().min(8).optional(),
  KILN_ORG: OrgSlug.default('default'),
  KILN_OPERATOR_ORG: OrgSlug.optional(),
  KILN_CHECKS: z.enum(['on', 'asked', 'off']).default('on'),
  KILN_CHECK_CONCURRENCY: z.coerce.number().int().min(1).max(64).optional(),
  KILN_CHECK_TIMEOUT_SECONDS: Seconds.default(900),
  KILN_ALLOW_COMMANDS: z
    .string()
    .regex(/^(\*|[a-z0-9-]+(,[a-z0-9-]+)*)?$/, 'must be * or slugs of organisations, e.g. acme,initech')
    .default(''),
  KILN_SANDBOX: z.enum(['auto', 'on', 'off']).default('auto'),
  KILN_COMMAND_MEMORY_MB: z.coerce.number().int().min(64).max(1_048_576).default(4096),
  KILN_COMMAND_DISK_MB: z.coerce.number().int().min(16).max(100_000_000).default(8192),
  KILN_COMMAND_PROCESSES: z.coerce.number().int().min(16).max(100_000).default(1024),
  KILN_COMMAND_PROCESSORS: z.coerce.number().int().min(1).max(4096).optional(),
  KILN_REGISTRIES: z
    .string()
    .regex(/^([\w.-]+(:\d+)?(,\s*[\w.-]+(:\d+)?)*)?$/, 'must be host names, comma-separated')
    .default(''),
  KILN_PREPARE_TIMEOUT_SECONDS: Seconds.default(300),
  KILN_CODEGEN_TIMEOUT_SECONDS: Seconds.default(900),
  KILN_POSTGEN_TIMEOUT_SECONDS: Seconds.default(300),
  KILN_COMMIT_TIMEOUT_SECONDS: Seconds.default(300),
  KILN_GENERATOR_MEMORY_MB: z.coerce.number().int().min(128).max(65_536).default(2048),
  KILN_BODY_LIMIT_MB: z.coerce.number().int().min(1).max(1024).default(64),
  KILN_REQUEST_TIMEOUT_SECONDS: Seconds.default(120),
  KILN_READS_PER_MINUTE: PerMinute.default(6000),
  KILN_CREATES_PER_MINUTE: PerMinute.default(600),
  KILN_WRONG_KEYS_PER_MINUTE: PerMinute.default(30),
  KILN_OIDC_ISSUERS: Issuers.prefault(`${GITHUB},${GITLAB}`),
  KILN_OIDC_AUDIENCES: z.string().default('').transform(listOf),
  KILN_TRUSTED_PROXIES: z.string().default(''),
  KILN_ALLOW_PRIVATE_URLS: z.enum(['yes', 'no']).default('no'),
  KILN_WEBHOOK_RETRY_SECONDS: z
    .string()
    .regex(
      /^\d{1,6}(,\d{1,6}){0,29}$/,
      'must be at most 30 numbers of seconds with commas between, e.g. 5,60,3600',
    )
    .default('5,30,120,600,1800,3600,7200,14400,21600,36000'),
  KILN_WEBHOOK_DAYS: z.coerce.number().int().min(1).max(3650).default(30),
  KILN_RETENTION_DAYS: z.coerce.number().int().min(1).max(36_500).optional(),
  KILN_RETENTION_BUILDS: z.coerce.number().int().min(1).max(1_000_000).optional(),
  KILN_CACHE_DAYS: z.coerce.number().int().min(1).max(3650).default(90),
  KILN_CACHE_MB: z.coerce.number().int().min(100).max(100_000_000).default(20_480),
  KILN_GIT_HOST: z.url({ protocol: /^https?$/ }).optional(),
  KILN_GIT_CREDENTIALS: z.string().min(1).optional(),
  KILN_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('warn'),
  KILN_TEMPORAL_UI_URL: z.url({ protocol: /^https?$/ }).optional(),
  DATABASE_URL: z.string().startsWith('postgres').optional(),
  TEMPORAL_ADDRESS: z.string().min(1).optional(),
  CI: z.string().optional(),
});

export interface Config {
  /** Persistent data: the embedded servers' data, repositories, logs, outputs. Absolute. */
  readonly dataDir: string;
  /** Data that can be fetched or created again: downloads, package caches. Absolute, shared by all checkouts. */
  readonly cacheDir: string;
  readonly host: string;
  readonly port: number;
  /** Address for clients, without a trailing slash; null: derived from host and port. */
  readonly publicUrl: string | null;
  readonly apiKey: string | null;
  /** Slug of the organisation created at the first start. */
  readonly org: string;
  /** Slug of the organisation whose administrators set all quotas; null: only commands on this machine can. */
  readonly operatorOrg: string | null;
  /** False: commits are not checked. */
  readonly checks: boolean;
  /** False: only targets whose config file sets `checks` are checked. */
  readonly checksByDefault: boolean;
  /** Slugs of the organisations whose config files may run commands; `*` means every one. */
  readonly allowCommands: readonly string[];
  /** Whether to confine untrusted programs: if impossible they do not run, nothing starts, or they run unconfined. */
  readonly sandbox: 'auto' | 'on' | 'off';
  /** Memory of a command and its descendants, in MB. */
  readonly commandMemoryMb: number;
  /** Amount that a command may write to its folder, in MB. */
  readonly commandDiskMb: number;
  /** Processes and threads of a command. */
  readonly commandProcesses: number;
  /** Processors that a command may use; null: all. */
  readonly commandProcessors: number | null;
  /** The only hosts that dependencies are fetched from, in lower case; null: any public one. */
  readonly registries: readonly string[] | null;
  readonly checkConcurrency: number;
  /** Time limit for each command of a check. */
  readonly checkTimeoutMs: number;
  /** Time limits of the other steps. */
  readonly prepareTimeoutMs: number;
  readonly codegenTimeoutMs: number;
  readonly postgenTimeoutMs: number;
  readonly commitTimeoutMs: number;
  readonly generatorMemoryMb: number;
  readonly bodyLimitBytes: number;
  /** Time within which a request must arrive completely, and limit for idle connections. */
  readonly requestTimeoutMs: number;
  /** Read requests per key and minute; 0: no limit. */
  readonly readsPerMinute: number;
  /** Write requests per key and minute; 0: no limit. */
  readonly createsPerMinute: number;
  /** Requests with an invalid key per address and minute; 0: no limit. */
  readonly wrongKeysPerMinute: number;
  /** Addresses of proxies whose `X-Forwarded-For` is trusted. */
  readonly trustedProxies: readonly string[];
  /** Trusted issuers of CI jobs' ID tokens (OpenID Connect), as in `iss`. */
  readonly oidcIssuers: readonly string[];
  /** Further accepted audiences of such tokens, beside organisations of this Kiln. */
  readonly oidcAudiences: readonly string[];
  readonly allowPrivateUrls: boolean;
  /** Delays after failed attempts of a webhook delivery; after the last, it is given up. */
  readonly webhookRetriesMs: readonly number[];
  /** Days after which webhook deliveries are deleted. */
  readonly webhookDays: number;
  /** Which builds keep logs, packages and events: by age in days, and newest builds per branch. Null: no limit. */
  readonly retention: { readonly days: number | null; readonly builds: number | null };
  /** Days without use after which a cached result is evicted. */
  readonly cacheDays: number;
  /** Maximum size of a machine's package caches. */
  readonly cacheBytes: number;
  /** Origin of a `production_repo` of the form `owner/name`; null: those are not pushed. */
  readonly gitHost: string | null;
  /** A file with credentials of production repositories, for every organisation. Absolute. */
  readonly gitCredentials: string | null;
  readonly logLevel: z.infer<typeof Environment>['KILN_LOG_LEVEL'];
  /** Address of the Temporal UI for people, without a trailing slash; null: the embedded one, if it runs. */
  readonly temporalUiUrl: string | null;
  /** Null: the embedded PostgreSQL. */
  readonly databaseUrl: string | null;
  /** Null: the embedded Temporal server. */
  readonly temporalAddress: string | null;
  /** Whether this is a CI run, which may install system packages. */
  readonly ci: boolean;
}

export class ConfigurationError extends ExpectedError {
  override readonly name = 'ConfigurationError';
}

/** Reads the settings. Throws `ConfigurationError`, which names each invalid variable. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const parsed = Environment.safeParse(env);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigurationError(`Invalid settings:\n  ${lines.join('\n  ')}`);
  }
  const e = parsed.data;
  const dataDir = path.resolve(e.KILN_DATA_DIR);
  const cacheDir = path.resolve(e.KILN_CACHE_DIR ?? defaultCacheDir(env));
  // Commands of config files may read the caches.
  if (dataDir === cacheDir)
    throw new ConfigurationError(
      `KILN_CACHE_DIR: ${cacheDir} is also the data folder (KILN_DATA_DIR); choose another folder.`,
    );
  return {
    dataDir,
    cacheDir,
    host: e.KILN_HOST,
    port: e.KILN_PORT,
    publicUrl: e.KILN_PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    apiKey: e.KILN_API_KEY ?? null,
    org: e.KILN_ORG,
    operatorOrg: e.KILN_OPERATOR_ORG ?? null,
    checks: e.KILN_CHECKS !== 'off',
    checksByDefault: e.KILN_CHECKS === 'on',
    allowCommands: e.KILN_ALLOW_COMMANDS.split(',').filter((org) => org !== ''),
    sandbox: e.KILN_SANDBOX,
    commandMemoryMb: e.KILN_COMMAND_MEMORY_MB,
    commandDiskMb: e.KILN_COMMAND_DISK_MB,
    commandProcesses: e.KILN_COMMAND_PROCESSES,
    commandProcessors: e.KILN_COMMAND_PROCESSORS ?? null,
    registries: e.KILN_REGISTRIES === '' ? null : e.KILN_REGISTRIES.toLowerCase().split(/,\s*/),
    checkConcurrency: e.KILN_CHECK_CONCURRENCY ?? availableParallelism(),
    checkTimeoutMs: e.KILN_CHECK_TIMEOUT_SECONDS * 1000,
    prepareTimeoutMs: e.KILN_PREPARE_TIMEOUT_SECONDS * 1000,
    codegenTimeoutMs: e.KILN_CODEGEN_TIMEOUT_SECONDS * 1000,
    postgenTimeoutMs: e.KILN_POSTGEN_TIMEOUT_SECONDS * 1000,
    commitTimeoutMs: e.KILN_COMMIT_TIMEOUT_SECONDS * 1000,
    generatorMemoryMb: e.KILN_GENERATOR_MEMORY_MB,
    bodyLimitBytes: e.KILN_BODY_LIMIT_MB * 1024 * 1024,
    requestTimeoutMs: e.KILN_REQUEST_TIMEOUT_SECONDS * 1000,
    readsPerMinute: e.KILN_READS_PER_MINUTE,
    createsPerMinute: e.KILN_CREATES_PER_MINUTE,
    wrongKeysPerMinute: e.KILN_WRONG_KEYS_PER_MINUTE,
    oidcIssuers: e.KILN_OIDC_ISSUERS,
    oidcAudiences: e.KILN_OIDC_AUDIENCES,
    trustedProxies: listOf(e.KILN_TRUSTED_PROXIES),
    allowPrivateUrls: e.KILN_ALLOW_PRIVATE_URLS === 'yes',
    webhookRetriesMs: e.KILN_WEBHOOK_RETRY_SECONDS.split(',').map((seconds) => Number(seconds) * 1000),
    webhookDays: e.KILN_WEBHOOK_DAYS,
    retention: { days: e.KILN_RETENTION_DAYS ?? null, builds: e.KILN_RETENTION_BUILDS ?? null },
    cacheDays: e.KILN_CACHE_DAYS,
    cacheBytes: e.KILN_CACHE_MB * 1024 * 1024,
    gitHost: e.KILN_GIT_HOST === undefined ? null : new URL(e.KILN_GIT_HOST).origin,
    gitCredentials: e.KILN_GIT_CREDENTIALS === undefined ? null : path.resolve(e.KILN_GIT_CREDENTIALS),
    logLevel: e.KILN_LOG_LEVEL,
    temporalUiUrl: e.KILN_TEMPORAL_UI_URL?.replace(/\/+$/, '') ?? null,
    databaseUrl: e.DATABASE_URL ?? null,
    temporalAddress: e.TEMPORAL_ADDRESS ?? null,
    ci: e.CI === 'true',
  };
}

/** Parses a comma-separated list. */
function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Address for clients, without a trailing slash. */
export function publicUrl({ publicUrl, host, port }: Config): string {
  return publicUrl ?? `http://${host}:${port}`;
}

/** As root, a folder that PostgreSQL's own user can reach, unlike root's home. */
function defaultCacheDir(env: NodeJS.ProcessEnv): string {
  if (process.getuid?.() === 0 && isWritable('/var/cache')) return '/var/cache/kiln';
  return path.join(env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'kiln');
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether the commands in an organisation's config files are run. */
export function allowsCommands({ allowCommands }: Pick<Config, 'allowCommands'>, org: string): boolean {
  return allowCommands.includes('*') || allowCommands.includes(org);
}
