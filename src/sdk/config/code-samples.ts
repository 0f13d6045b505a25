import { z } from 'zod';
import type { SampleForm, SampleSettings } from '../../codegen/code-samples.ts';

/** Documentation tools and the extension that they read. */
const FORMS = {
  'x-codeSamples': 'x-codeSamples',
  redocly: 'x-codeSamples',
  mintlify: 'x-codeSamples',
  'bump.sh': 'x-codeSamples',
  gitbook: 'x-codeSamples',
  readme: 'x-readme',
  stainless: 'x-stainless-snippets',
} as const satisfies Readonly<Record<string, SampleForm>>;

const Tool = z.enum([
  'x-codeSamples',
  'redocly',
  'mintlify',
  'bump.sh',
  'gitbook',
  'readme',
  'stainless',
] as const satisfies readonly (keyof typeof FORMS)[]);

/** `openapi.code_samples` */
export const CodeSamples = z.union([Tool, z.partialRecord(Tool, z.boolean())]);

/** `openapi.code_sample_languages` */
export const SampleLanguages = z.record(z.string(), z.boolean());

interface Keys {
  readonly code_samples?: z.infer<typeof CodeSamples>;
  readonly code_sample_languages?: z.infer<typeof SampleLanguages>;
}

/** Which code samples `documented_spec` has, and in which form; by default those of every target as `x-codeSamples`. */
export function sampleSettings(openapi: Keys | null | undefined): SampleSettings {
  const { code_samples: given = 'x-codeSamples', code_sample_languages: languages = {} } = openapi ?? {};
  const tools = typeof given === 'string' ? [given] : Tool.options.filter((tool) => given[tool] === true);
  const off = Object.entries(languages).flatMap(([language, wanted]) => (wanted ? [] : [language]));
  return { forms: new Set(tools.map((tool) => FORMS[tool])), without: new Set(off) };
}
