import type Stainless from '@stainless-api/sdk';
import type { BuildDiagnostic as TheirDiagnostic } from '@stainless-api/sdk/resources/builds/diagnostics';
import type { z } from 'zod';
import type {
  Build,
  BuildDiagnostic,
  BuildTarget,
  CheckStep,
  CreateBuildBody,
} from '../../src/contract/builds.ts';
import type { Project } from '../../src/contract/projects.ts';

// Checked by the compiler: our responses match the published client's types, and our requests accept what it sends.
type Assert<T extends true> = T;
type Fits<Ours, Theirs> = [Ours] extends [Theirs] ? true : false;

export type BuildFits = Assert<Fits<Build, Stainless.Build>>;
export type BuildTargetFits = Assert<Fits<BuildTarget, Stainless.BuildTarget>>;
export type CheckStepFits = Assert<Fits<CheckStep, Stainless.CheckStep>>;
export type DiagnosticFits = Assert<Fits<z.infer<typeof BuildDiagnostic>, TheirDiagnostic>>;
export type ProjectFits = Assert<Fits<Project, Stainless.Project>>;
export type CreateFits = Assert<Fits<Stainless.BuildCreateParams, z.input<typeof CreateBuildBody>>>;
