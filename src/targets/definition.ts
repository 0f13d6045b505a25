import type { Check, LANGUAGE_TARGETS, SdkTarget } from '../contract/targets.ts';
import type { FileTree } from '../git/store/file-tree.ts';

export type LanguageTarget = (typeof LANGUAGE_TARGETS)[number];

/** What a target needs to know of the SDK it makes. Nothing here changes from build to build by itself. */
export interface SdkContext {
  readonly target: SdkTarget;
  readonly org: string;
  readonly project: string;
  /** `info.title` and `info.description` of the description, as given: escape them where they are put. */
  readonly title: string;
  readonly description: string;
  /** From `targets.<name>.package_name`, else made by the target from the project's name. */
  readonly packageName: string;
  /** Semantic version of the package. */
  readonly packageVersion: string;
  readonly organizationName: string;
  /** Contact address and documentation page, where the config names them. */
  readonly contact: string | null;
  readonly docsUrl: string | null;
  /** Where the SDK will be published from, e.g. `acme/petstore-go` (`production_repo`), else Kiln's own. */
  readonly repository: {
    /** Without it GitHub. */
    readonly host?: string;
    readonly owner: string;
    readonly name: string;
  };
  readonly license: 'Apache-2.0' | 'MIT' | 'none';
  /** `targets.<name>.options` of the config file: properties of the generator that override ours. */
  readonly options: Readonly<Record<string, string>>;
}

/** A program that checks need: how it is found and how a person gets it. */
export interface Tool {
  readonly name: string;
  readonly command: string;
  /** Arguments that print its version on the first line. */
  readonly versionArgs: readonly string[];
  /** e.g. `apt-get install ruby`. */
  readonly install: string;
  /** Oldest version that works, where it matters. */
  readonly atLeast?: string;
}

/** A command of a check, run in the checkout (or `cwd` below it) without a shell. */
export interface Command {
  readonly argv: readonly [string, ...string[]];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Where caches shared between builds live; commands get them by environment variables or flags. */
export interface CheckContext extends SdkContext {
  /** Folder for this target's package caches, shared by every build. */
  readonly cacheDir: string;
}

export interface CheckPlan {
  readonly tools: readonly Tool[];
  /** Once per checkout, before every check: dependencies. Where it fails each check fails. */
  readonly prepare: readonly Command[];
  readonly lint: readonly Command[];
  readonly build: readonly Command[];
  readonly test: readonly Command[];
  /** Checks in one stage run side by side; stages follow each other. */
  readonly stages: readonly (readonly Check[])[];
}

export const PACKAGE_TYPES = ['dist', 'wheel', 'sdist', 'jar', 'gem', 'nupkg'] as const;

/** A file that the build check leaves in the checkout and that is kept as a build output. */
export interface PackageOutput {
  readonly type: (typeof PACKAGE_TYPES)[number];
  /** Path below the checkout; `*` matches within one segment. */
  readonly path: string;
  /** Whether people install it by its address alone, as with `npm install URL`. */
  readonly byUrl?: true;
}

/** What every target has, whatever generates it. */
interface CommonDefinition {
  readonly name: SdkTarget;
  /** The name of the package where the config file gives none, e.g. `@acme/petstore` or `acme_petstore`. */
  defaultPackageName(org: string, project: string): string;
  checks(sdk: CheckContext): CheckPlan;
  readonly packages: readonly PackageOutput[];
  /** What a person types to install it from its repository, e.g. `go get …`; null where nothing is installed. */
  installCommand(sdk: SdkContext, git: { cloneUrl: string; sha: string }): string | null;
}

/** A target that OpenAPI Generator makes, and Kiln completes. One file in `openapi-generator/`, named in its `index.ts`. */
export interface TargetDefinition extends CommonDefinition {
  readonly generator?: 'openapi-generator';
  /** What a build says of the target where its SDK cannot be relied on yet; a note with the code `<Target>/Experimental`. */
  readonly experimental?: string;
  /** OpenAPI Generator's name of the generator; null where the prepared description is all that is generated. */
  readonly language: string | null;
  /** Properties for the generator. Pure. */
  properties(sdk: SdkContext): Record<string, string>;
  /** From what was generated to what is committed: mended, completed. Pure and deterministic. */
  postgen(files: FileTree, sdk: SdkContext): FileTree;
}

/**
 * A target that Kiln's own generator makes, whole: `src/sdk/languages/` has the emitter. One file here, named in
 * `ownTargets` of `index.ts`.
 */
export interface OwnDefinition extends CommonDefinition {
  readonly generator: 'kiln';
}

export type AnyDefinition = TargetDefinition | OwnDefinition;

export function isOwn(definition: AnyDefinition): definition is OwnDefinition {
  return definition.generator === 'kiln';
}
