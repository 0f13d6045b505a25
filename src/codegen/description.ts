import { Converter } from '@apiture/openapi-down-convert';
import { z } from 'zod';
import type { DiagnosticLevel } from '../contract/targets.ts';
import { readJson, writeJson } from './exact-json.ts';
import { asOpenApi31 } from './openapi-3-2.ts';
import { type Parsed, parse } from './parse.ts';

const Description = z.looseObject({
  openapi: z.string().optional(),
  swagger: z.string().optional(),
  info: z.looseObject({
    title: z.coerce.string().default('API'),
    description: z.string().nullish(),
    version: z.coerce.string().default(''),
  }),
});

export type Checked =
  | { readonly ok: true; readonly title: string; readonly version: string }
  | Extract<Parsed, { ok: false }>;

/** Whether a file is an OpenAPI description at all; if not, `create` rejects the build. Fast. */
export function checkDescription(file: string, text: string): Checked {
  const read = readDescription(file, text);
  return read.ok ? { ok: true, title: read.info.title, version: read.info.version } : read;
}

export type Read =
  | { readonly ok: true; readonly value: unknown; readonly info: z.infer<typeof Description>['info'] }
  | Extract<Checked, { ok: false }>;

/** The value of a description if it is one. */
export function readDescription(file: string, text: string): Read {
  const parsed = parse(file, text);
  if (!parsed.ok) return parsed;
  const found = Description.safeParse(parsed.value);
  if (!found.success) {
    const [issue] = found.error.issues;
    return {
      ok: false,
      message: `is not an OpenAPI description: ${issue?.path.join('.') || 'it'}: ${issue?.message}.`,
    };
  }
  const { openapi, swagger, info } = found.data;
  if (!/^3\.[0-2]\./.test(openapi ?? '') && swagger !== '2.0') {
    return { ok: false, message: 'is not an OpenAPI description: openapi must be 3.0.x, 3.1.x or 3.2.x.' };
  }
  return { ok: true, value: parsed.value, info };
}

export interface PreparedDiagnostic {
  readonly code: string;
  readonly level: DiagnosticLevel;
  readonly message: string;
  /** Listed, but irrelevant for the target's conclusion. */
  readonly ignored?: boolean;
  /** JSON pointer into the description. */
  readonly oasRef?: string;
  /** JSON pointer into the config file. */
  readonly configRef?: string;
  readonly line?: number;
  readonly target?: string;
}

export interface Prepared {
  /** A single JSON document in the order of its source. Empty if a diagnostic is fatal. */
  readonly document: string;
  readonly title: string;
  readonly description: string;
  readonly version: string;
  readonly diagnostics: readonly PreparedDiagnostic[];
}

/** The document for generators: 3.1 and 3.2 are converted to 3.0 without webhooks; other versions are unchanged. */
export function generatorInput(document: string): string {
  const found = Description.safeParse(asOpenApi31(readJson(document)));
  if (!found.success || !found.data.openapi?.startsWith('3.1')) return document;
  const { webhooks: _, ...rest } = found.data;
  return writeJson(new Converter(rest, { allOfTransform: true }).convert());
}
