import type { LanguageTarget, TargetDefinition } from '../definition.ts';
import { csharp } from './csharp.ts';
import { go } from './go.ts';
import { java } from './java.ts';
import { kotlin } from './kotlin.ts';
import { node } from './node.ts';
import { php } from './php.ts';
import { python } from './python.ts';
import { ruby } from './ruby.ts';
import { terraform } from './terraform.ts';
import { typescript } from './typescript.ts';

/** Targets in the form of OpenAPI Generator: all except those that only Kiln makes. */
export const openApiGeneratorTargets: Readonly<Record<Exclude<LanguageTarget, 'cli'>, TargetDefinition>> = {
  typescript,
  node,
  python,
  go,
  java,
  kotlin,
  ruby,
  terraform,
  php,
  csharp,
};
