export interface OpenApiGeneratorOptions {
  /** OpenAPI Generator's command-line jar. */
  readonly jar: string;
  /** Folder of the compiled service, which is named by the hash of its source. */
  readonly classesDir: string;
  /** Output folders of current requests. */
  readonly workDir: string;
  readonly memoryMb: number;
  /** Confines the JVM to its inputs and one writable folder; absent: it runs unconfined. */
  readonly confine?: ConfineJvm;
  /** Watches the JVM's memory, processes and output folder; see `watchResources`. Returns a function that ends the watch. */
  readonly watch?: (pid: number, writable: string, over: (why: string) => void) => () => void;
  /** Maximum number of concurrent requests; OpenAPI Generator is safe with two. */
  readonly threads?: number;
  /** The JVM is replaced after this many requests, so that it does not grow without bound. */
  readonly maxRequests?: number;
}

/** Wraps the JVM's command in a sandbox. `give` makes the sandbox's user the owner of a folder and its contents. */
export interface ConfineJvm {
  command(
    argv: readonly [string, ...string[]],
    around: { readonly readable: readonly string[]; readonly writable: string },
  ): [string, ...string[]];
  give(folder: string): Promise<void>;
}
