import path from 'node:path';
import type { Config } from '../config.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { openGateway } from './gateway.ts';
import { configuredRegistries } from './gateway-rules.ts';
import { GATEWAY_INSIDE } from './sandbox.ts';

/** Access to package registries for programs in a sandbox, until it is closed. */
export interface Way {
  readonly socket: string;
  /** Files that must be visible inside. */
  readonly readable: readonly string[];
  /** The command that runs another one with access, and its environment. */
  lead(
    argv: readonly [string, ...string[]],
    env: Readonly<Record<string, string>>,
  ): { readonly argv: [string, ...string[]]; readonly env: Record<string, string> };
  /** A line for each host that was requested but not reached. */
  refusals(): string[];
  close(): Promise<void>;
}

/** A port on the sandbox's own loopback. */
const PORT = 3128;
const INSIDE = path.join(PACKAGE_ROOT, 'src', 'runtime', 'confinement', 'gateway-inside.mjs');

/** Opens access to what the settings allow. `env` has the settings of toolchains, and of a proxy of this machine. */
export async function openWay(
  { registries }: Pick<Config, 'registries'>,
  env: Readonly<Record<string, string>>,
): Promise<Way> {
  const gateway = await openGateway({
    registries: { listed: registries, configured: configuredRegistries(env) },
    upstream: proxyOf(env),
  });
  return {
    socket: gateway.socket,
    readable: [INSIDE, process.execPath],
    lead: (argv, own) => ({
      argv: [process.execPath, INSIDE, GATEWAY_INSIDE, String(PORT), ...argv],
      env: { ...own, ...throughProxy(own) },
    }),
    refusals: () => [...gateway.refused].map(([host, why]) => `Kiln did not connect to ${host}: ${why}.`),
    close: gateway.close,
  };
}

function proxyOf(env: Readonly<Record<string, string>>): URL | null {
  const named = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'].map((name) => env[name] ?? '');
  const url = named.find((each) => /^http:\/\//.test(each) && URL.canParse(each));
  return url === undefined ? null : new URL(url);
}

/** The sandbox's proxy in the form of every toolchain; the JVM's tools read system properties only. */
function throughProxy(own: Readonly<Record<string, string>>): Record<string, string> {
  const url = `http://127.0.0.1:${PORT}`;
  const java = ['http', 'https'].flatMap((scheme) => [
    `-D${scheme}.proxyHost=127.0.0.1`,
    `-D${scheme}.proxyPort=${PORT}`,
  ]);
  const maven = [own.MAVEN_OPTS ?? '', ...java, '-Daether.connector.http.useSystemProperties=true'];
  return {
    ...{
      http_proxy: url,
      https_proxy: url,
      HTTP_PROXY: url,
      HTTPS_PROXY: url,
      all_proxy: url,
      ALL_PROXY: url,
    },
    ...{ no_proxy: '127.0.0.1,localhost', NO_PROXY: '127.0.0.1,localhost' },
    MAVEN_OPTS: maven.join(' ').trim(),
    GRADLE_OPTS: java.join(' '),
  };
}
