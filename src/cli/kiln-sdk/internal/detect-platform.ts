import { VERSION } from '../version.ts';
import { settings } from './settings.ts';

interface PlatformGlobals {
  readonly Deno?: {
    readonly build: { readonly os: string; readonly arch: string };
    readonly version?: string | { readonly deno?: string };
  };
  readonly EdgeRuntime?: unknown;
  readonly Bun?: { readonly version?: string };
  readonly process?: {
    readonly platform?: string;
    readonly arch?: string;
    readonly version?: string;
    readonly versions?: Readonly<Record<string, string | undefined>>;
  };
  readonly navigator?: { readonly userAgent?: string };
  readonly window?: { readonly document?: unknown };
}

const globals = (): PlatformGlobals => globalThis as PlatformGlobals;

/** A page in a browser, where everybody who opens it can read the client's credentials. */
export function isRunningInBrowser(): boolean {
  const { window, navigator } = globals();
  return window?.document !== undefined && navigator !== undefined;
}

let headers: Record<string, string> | undefined;

/** Headers that describe the SDK's platform to the server's owner. */
export function getPlatformHeaders(): Record<string, string> {
  headers ??= settings.platformHeaders ? platformHeaders() : {};
  return headers;
}

function platformHeaders(): Record<string, string> {
  const { Deno, EdgeRuntime, Bun, process } = globals();
  const headers = (os: string, arch: string, runtime: string, version: string) => ({
    'X-Stainless-Lang': 'js',
    'X-Stainless-Package-Version': VERSION,
    'X-Stainless-OS': osName(os),
    'X-Stainless-Arch': archName(arch),
    'X-Stainless-Runtime': runtime,
    'X-Stainless-Runtime-Version': version,
  });
  if (Deno?.build) {
    const version = typeof Deno.version === 'string' ? Deno.version : Deno.version?.deno;
    return headers(Deno.build.os, Deno.build.arch, 'deno', version ?? 'unknown');
  }
  if (EdgeRuntime !== undefined) {
    return headers('', `other:${String(EdgeRuntime)}`, 'edge', process?.version ?? 'unknown');
  }
  if (process?.versions?.node) {
    const [runtime, version] = Bun ? ['bun', Bun.version] : ['node', process.version];
    return headers(process.platform ?? '', process.arch ?? '', runtime, version ?? 'unknown');
  }
  const browser = browserName(globals().navigator?.userAgent ?? '');
  return browser
    ? headers('', 'unknown', `browser:${browser.name}`, browser.version)
    : headers('', 'unknown', 'unknown', 'unknown');
}

function browserName(userAgent: string): { name: string; version: string } | undefined {
  // In this order, because each of these also names the later ones.
  for (const [name, pattern] of [
    ['edge', /Edg(?:e|A|iOS)?\/([\d.]+)/],
    ['ie', /(?:MSIE |Trident.*rv:)([\d.]+)/],
    ['chrome', /Chrome\/([\d.]+)/],
    ['firefox', /Firefox\/([\d.]+)/],
    ['safari', /Version\/([\d.]+).*Safari/],
  ] as const) {
    const version = pattern.exec(userAgent)?.[1];
    if (version) return { name, version };
  }
  return undefined;
}

function archName(arch: string): string {
  if (arch === 'x86_64' || arch === 'x64') return 'x64';
  if (arch === 'arm') return 'arm';
  if (arch === 'aarch64' || arch === 'arm64') return 'arm64';
  if (arch === 'x32') return 'x32';
  return arch === '' || arch === 'unknown' || arch.startsWith('other:') ? arch || 'unknown' : `other:${arch}`;
}

function osName(platform: string): string {
  const name = platform.toLowerCase();
  if (name.includes('ios')) return 'iOS';
  const known: Record<string, string> = {
    android: 'Android',
    darwin: 'MacOS',
    win32: 'Windows',
    windows: 'Windows',
    freebsd: 'FreeBSD',
    openbsd: 'OpenBSD',
    linux: 'Linux',
  };
  return known[name] ?? (name === '' ? 'Unknown' : `Other:${name}`);
}
