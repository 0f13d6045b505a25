import { z } from 'zod';
import {
  CHECK_CONCLUSIONS,
  COMMIT_CONCLUSIONS,
  DIAGNOSTIC_LEVELS,
  SDK_TARGETS,
  TARGET_NAMES,
} from './targets.ts';

// Apart from the names, which workflows import: importing schemas would load their library in each run of a workflow,
// which took a quarter of its time.

export const SdkTargetName = z.enum(SDK_TARGETS);

export const TargetName = z.enum(TARGET_NAMES).meta({ id: 'Target' });
export type TargetName = z.infer<typeof TargetName>;

export const CommitConclusion = z.enum(COMMIT_CONCLUSIONS);
export type CommitConclusion = z.infer<typeof CommitConclusion>;

export const CheckConclusion = z.enum(CHECK_CONCLUSIONS);
export type CheckConclusion = z.infer<typeof CheckConclusion>;

export const DiagnosticLevel = z.enum(DIAGNOSTIC_LEVELS);
export type DiagnosticLevel = z.infer<typeof DiagnosticLevel>;
