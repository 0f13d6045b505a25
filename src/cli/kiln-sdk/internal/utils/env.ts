interface EnvironmentGlobals {
  readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> };
  readonly Deno?: { readonly env?: { get(name: string): string | undefined } };
}

/** Value of an environment variable; undefined if it is unset, blank or inaccessible (browsers, edge runtimes). */
export function readEnv(name: string): string | undefined {
  const { process, Deno } = globalThis as EnvironmentGlobals;
  const value = process?.env ? process.env[name] : Deno?.env?.get(name);
  return value?.trim() || undefined;
}
