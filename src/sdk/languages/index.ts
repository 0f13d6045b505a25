import type { SdkTarget } from '../../contract/targets.ts';
import type { Language } from '../language.ts';
import { cli } from './cli/index.ts';
import { go } from './go/index.ts';
import { python } from './python/index.ts';
import { typescript } from './typescript/index.ts';

/** Languages that Kiln generates itself, by target. */
export const languages: Readonly<Partial<Record<SdkTarget, Language>>> = {
  typescript,
  node: typescript,
  python,
  go,
  cli,
};
