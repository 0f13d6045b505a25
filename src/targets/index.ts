import type { SdkTarget } from '../contract/targets.ts';
import { cli } from './cli.ts';
import { csharp } from './csharp.ts';
import { go } from './go.ts';
import { java } from './java.ts';
import { kotlin } from './kotlin.ts';
import { node } from './node.ts';
import { openapi } from './openapi.ts';
import { php } from './php.ts';
import { python } from './python.ts';
import { ruby } from './ruby.ts';
import type { TargetDefinition } from './target.ts';
import { terraform } from './terraform.ts';
import { typescript } from './typescript.ts';

/** Every SDK target by its name. */
export const targets: Readonly<Record<SdkTarget, TargetDefinition>> = {
  typescript,
  node,
  python,
  go,
  java,
  kotlin,
  ruby,
  terraform,
  cli,
  php,
  csharp,
  openapi,
};
