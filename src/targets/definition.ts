import type { Check, LANGUAGE_TARGETS, SdkTarget } from '../contract/targets.ts';
import type { FileTree } from '../git/store/file-tree.ts';

export type LanguageTarget = (typeof LANGUAGE_TARGETS)[number];

/** The properties of an SDK that its target needs. None changes from build to build by itself. */
export interface SdkContext {
  readonly target: SdkTarget;
  readonly org: string;
  readonly project: string;
  /** `info.title` and `info.description` of the description, unescaped: escape them for their context. */
  readonly title: string;
  readonly description: string;
  /** From `targets.<name>.package_name`, otherwise derived from the project's name by the target. */
  readonly packageName: string;
  /** Semantic version of the package. */
  readonly packageVersion: string;
  readonly organizationName: string;
  /** Contact address and documentation page, if the config file names them. */
  readonly contact: string | null;
  readonly docsUrl: string | null;
  /**
   * The repository that the SDK will be published from, e.g. `acme/petstore-go` (`production_repo`), otherwise Kiln's
   * own.
   */
  readonly repository: {
    /** Host of that repository; absent: GitHub. */
    readonly host?: string;
    readonly owner: string;
    readonly name: string;
    /** Whether it is that repository, and not Kiln's own. */
    readonly isProduction: boolean;
  };
  readonly license: 'Apache-2.0' | 'MIT' | 'none';
  /** `targets.<name>.options` of the config file: generator properties that override the target's. */
  readonly options: Readonly<Record<string, string>>;
}

/** A program that checks need: how to find it and how to install it. */
export interface Tool {
  readonly name: string;
  readonly command: string;
  /** Arguments that print its version on the first line. */
  readonly versionArgs: readonly string[];
  /** e.g. `apt-get install ruby`. */
  readonly install: string;
  /** Oldest supported version, if there is a limit. */
  readonly atLeast?: string;
}

/** A command of a check, run in the checkout (or `cwd` below it) without a shell. */
export interface Command {
  readonly argv: readonly [string, ...string[]];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Locations of caches shared between builds; commands get them by environment variables or flags. */
export interface CheckContext extends SdkContext {
  /** Folder of this target's package caches, shared by every build. */
  readonly cacheDir: string;
}

export interface CheckPlan {
  readonly tools: readonly Tool[];
  /** Installs dependencies, once per checkout, before every check. If it fails, each check fails. */
  readonly prepare: readonly Command[];
  readonly lint: readonly Command[];
  readonly build: readonly Command[];
  readonly test: readonly Command[];
  /** Checks in one stage run concurrently; stages run one after the other. */
  readonly stages: readonly (readonly Check[])[];
}

export const PACKAGE_TYPES = ['dist', 'wheel', 'sdist', 'jar', 'gem', 'nupkg'] as const;

/** A file that the build check leaves in the checkout, to be stored as a build output. */
export interface PackageOutput {
  readonly type: (typeof PACKAGE_TYPES)[number];
  /** Path below the checkout; `*` matches within one segment. */
  readonly path: string;
  /** Whether it can be installed by its URL alone, as with `npm install URL`. */
  readonly byUrl?: true;
}

/** Properties of every target, whatever generates it. */
interface CommonDefinition {
  readonly name: SdkTarget;
  /** The package name if the config file has none, e.g. `@acme/petstore` or `acme_petstore`. */
  defaultPackageName(org: string, project: string): string;
  checks(sdk: CheckContext): CheckPlan;
  readonly packages: readonly PackageOutput[];
  /** The command that installs it from its repository, e.g. `go get …`; null if nothing is installed. */
  installCommand(sdk: SdkContext, git: { cloneUrl: string; sha: string }): string | null;
}

/**
 * A target that OpenAPI Generator makes and Kiln completes. Defined in a file of `openapi-generator/`, and listed in
 * its `index.ts`.
 */
export interface TargetDefinition extends CommonDefinition {
  readonly generator?: 'openapi-generator';
  /** A build's warning about a target whose SDK is not stable yet; a note with the code `<Target>/Experimental`. */
  readonly experimental?: string;
  /** The generator's name in OpenAPI Generator; null if the prepared description is all that is generated. */
  readonly language: string | null;
  /** Properties for the generator. Pure. */
  properties(sdk: SdkContext): Record<string, string>;
  /** Fixes and completes the generated files. Pure and deterministic. */
  postgen(files: FileTree, sdk: SdkContext): FileTree;
}

/**
 * A target that Kiln's own generator makes completely, by an emitter in `src/sdk/languages/`. Defined in a file here,
 * and listed in `ownTargets` of `index.ts`.
 */
export interface OwnDefinition extends CommonDefinition {
  readonly generator: 'kiln';
}

export type AnyDefinition = TargetDefinition | OwnDefinition;

export function isOwn(definition: AnyDefinition): definition is OwnDefinition {
  return definition.generator === 'kiln';
}
