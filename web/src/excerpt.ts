import type { BuildDiagnostic } from '../../src/cli/kiln-sdk/resources/builds/diagnostics.ts';

/** The lines around a place in a file. */
export interface Excerpt {
  readonly path: string;
  /** The highlighted line, from 1. */
  readonly line: number;
  readonly lines: readonly { readonly number: number; readonly text: string }[];
}

const AROUND = 2;

/** The lines that a diagnostic is about; null if it names no position that can be found. */
export function excerptOf(
  found: Pick<BuildDiagnostic, 'config_ref' | 'oas_ref' | 'line'>,
  files: Readonly<Record<string, { readonly content: string }>>,
): Excerpt | null {
  const { config_ref, oas_ref, line } = found;
  const paths = Object.keys(files);
  const isConfig = (path: string) => /stainless\.ya?ml$/.test(path);
  const path = paths.find((path) => (config_ref !== undefined) === isConfig(path));
  if (path === undefined) return null;
  const text = (files[path]?.content ?? '').split('\n');
  const place = line ?? lineOf(text, oas_ref ?? config_ref ?? '');
  if (place === null || place < 1 || place > text.length) return null;
  const from = Math.max(1, place - AROUND);
  const lines = text.slice(from - 1, place + AROUND).map((text, i) => ({ number: from + i, text }));
  return { path, line: place, lines };
}

/**
 * The line of a JSON pointer (`#/paths/~1pets/get`) in YAML or indented JSON: each key is searched below the one
 * before it, with more indentation. Null if a key is not found.
 */
function lineOf(text: readonly string[], pointer: string): number | null {
  const keys = pointer
    .replace(/^#/, '')
    .split('/')
    .slice(1)
    .map((key) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~'));
  if (keys.length === 0) return null;
  let at = -1;
  let indent = -1;
  for (const key of keys) {
    const isKey = /^\d+$/.test(key) ? null : key;
    if (isKey === null) continue;
    const next = text.findIndex((line, i) => {
      if (i <= at) return false;
      const [, space = '', name] = /^(\s*(?:- )?)["']?(.*?)["']?\s*:(?:\s|$)/.exec(line) ?? [];
      return name === isKey && space.length > indent;
    });
    if (next < 0) return at < 0 ? null : at + 1;
    at = next;
    indent = /^\s*/.exec(text[next] ?? '')?.[0].length ?? 0;
  }
  return at < 0 ? null : at + 1;
}
