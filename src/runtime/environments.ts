import type { Config } from './config.ts';

/** Secrets that a Kiln process gets from its parent: an environment can be read for as long as its process runs. */
const TOLD = new Set(['KILN_API_KEY', 'DATABASE_URL']);
/** Of the environment that Kiln was started in, what its own processes read, beside what other programs get. */
const OWN = /^(KILN_.*|TEMPORAL_.*|HOME|USER|LOGNAME|XDG_.*|NODE_OPTIONS)$/;

/** Environment of a role that Kiln starts as a separate process: its own, with the current settings. */
export function ownEnvironment(config: Config, env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const embedded = config.temporalAddress === null;
  const kept = Object.entries(env).filter(
    ([name]) => OWN.test(name) && !(embedded && name.startsWith('TEMPORAL_')) && !TOLD.has(name),
  );
  return {
    ...childEnvironment({}, env),
    ...Object.fromEntries(kept),
    KILN_DATA_DIR: config.dataDir,
    KILN_CACHE_DIR: config.cacheDir,
    KILN_HOST: config.host,
    KILN_PORT: String(config.port),
    KILN_ORG: config.org,
    KILN_CHECKS: !config.checks ? 'off' : config.checksByDefault ? 'on' : 'asked',
    KILN_GENERATOR_MEMORY_MB: String(config.generatorMemoryMb),
    KILN_LOG_LEVEL: config.logLevel,
  };
}

/** Environment of Git where it works for a person, with their settings: without the keys of anything else. */
export function personalGitEnvironment(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const kept = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && /^(HOME|USER|LOGNAME|XDG_.*|GIT_.*|SSH_AUTH_SOCK|TERM)$/.test(name)
      ? [[name, value] as const]
      : [],
  );
  return { ...childEnvironment({}, env), ...Object.fromEntries(kept) };
}

/**
 * Environment of programs that Kiln runs: nothing of Kiln's own, only what locates programs, proxies and
 * certificates.
 */
export function childEnvironment(
  extra: Readonly<Record<string, string>> = {},
  env: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const passed =
    /^(PATH|LANG|LC_.*|TZ|TMPDIR|JAVA_HOME|GOPROXY|GOSUMDB|GOFLAGS|GONOSUMDB|.*_CA_BUNDLE|SSL_CERT_.*|NODE_EXTRA_CA_CERTS|PIP_.*|UV_.*INDEX.*|npm_config_registry|https?_proxy|HTTPS?_PROXY|no_proxy|NO_PROXY)$/;
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && passed.test(name)) kept[name] = value;
  }
  return { ...kept, ...extra };
}

/** Environment of a config file's command: the location of programs, and the language. No proxy, no index, no key. */
export function listedEnvironment(
  extra: Readonly<Record<string, string>> = {},
  env: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const kept = Object.entries(childEnvironment({}, env)).filter(([name]) =>
    /^(PATH|LANG|LC_.*|TZ|JAVA_HOME)$/.test(name),
  );
  return { ...Object.fromEntries(kept), ...extra };
}
