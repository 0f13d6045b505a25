import type { Client } from './client-types.ts';
import type { Resource } from './method-types.ts';
import type { PageScheme, StreamRule } from './page-types.ts';
import type { Json, Model, ModelId } from './types.ts';

/**
 * The language-independent model of an SDK, which every language's emitter reads.
 *
 * Plain, immutable data that can be compared in tests. `buildApi` builds it from the view of a target (the
 * description after its transforms, the config file after `only` and `skip`), and it never refers back to either.
 *
 * Text of the description and of the config file is unescaped here. It gets into code only through a language's
 * escaping functions: see `src/sdk/code/code.ts`.
 */
export interface Api {
  /** `info` of the description. */
  readonly info: { readonly title: string; readonly description: string; readonly version: string };
  readonly organization: Organization;
  readonly client: Client;
  /**
   * `$client` (methods of the client itself), `$shared` (models only) and the resources of the config file, in its
   * order; without `resources` in the file, those that `configs/guess` makes.
   */
  readonly root: Resource;
  readonly shared: readonly Model[];
  readonly resources: readonly Resource[];
  /** Every model by its id, including those of `$client` and `$shared`. */
  readonly models: ReadonlyMap<ModelId, Model>;
  readonly pageSchemes: readonly PageScheme[];
  readonly streamRules: readonly StreamRule[] | null;
  readonly query: { readonly arrays: ArrayFormat; readonly objects: ObjectFormat };
  /** Lists in URL-encoded forms. */
  readonly formArrays: ArrayFormat;
  readonly multipartArrays: ArrayFormat;
  readonly settings: Settings;
  readonly readme: Readme;
  /** Number of distinct covered endpoints: aliases, webhook methods and skipped methods do not count. */
  readonly configuredEndpoints: number;
}

export interface Organization {
  /** Unchanged, e.g. `onebusaway-sdk`: languages derive the client's name from it. */
  readonly name: string;
  readonly docs: string | null;
  readonly contact: string | null;
  readonly securityContact: string | null;
  readonly securityPolicyUrl: string | null;
  readonly securityPolicyTerms: string | null;
  readonly githubOrg: string | null;
}

export type ArrayFormat = 'comma' | 'repeat' | 'brackets' | 'indices';
export type ObjectFormat = 'brackets' | 'dots';

export interface Settings {
  readonly license: { readonly spdx: string; readonly name: string; readonly contents: string | null };
  readonly fileHeader: string | null;
  readonly disableMockTests: boolean;
  /** False: the repository has neither the description nor a mock server made from it. */
  readonly mockServer: boolean;
  readonly disableTests: boolean;
  readonly perEndpointSecurity: boolean;
  /** Required properties first, then by name; false keeps the description's order. */
  readonly sortProperties: boolean;
  readonly pythonLicenseClassifier: string | null;
}

/** An example call. Values of path, query and body together, under their wire names. */
export interface ExampleCall {
  /** Null if the method is unknown: the example is left out. */
  readonly resourcePath: readonly string[];
  readonly method: string;
  readonly values: { readonly [name: string]: Json };
  readonly responseProperty: string | null;
  readonly assignTo: string | null;
}

export interface Readme {
  readonly default: ExampleCall | null;
  readonly headline: ExampleCall | null;
  readonly pagination: ExampleCall | null;
  readonly streaming: ExampleCall | null;
  readonly errors: ExampleCall | null;
  readonly retries: ExampleCall | null;
  readonly timeouts: ExampleCall | null;
  readonly rawResponse: ExampleCall | null;
  readonly nestedParams: ExampleCall | null;
  readonly defaultHeaders: ExampleCall | null;
  readonly fileUploads: (ExampleCall & { readonly fileParam: string; readonly filePath: string }) | null;
}
