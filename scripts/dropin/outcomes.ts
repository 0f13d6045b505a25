/** The result of each test of a suite, by its name. */
export type Outcomes = ReadonlyMap<string, Outcome>;

export interface Outcome {
  readonly passed: boolean;
  /** First line of the error; empty if there is none. */
  readonly why: string;
}

export interface Share {
  /** Tests (or methods, or types) that Kiln's SDK has too. */
  readonly passed: number;
  /** Those of the published SDK. */
  readonly of: number;
  /** Each of those that Kiln's SDK lacks. */
  readonly differences: readonly string[];
}

/** Tests that pass on the published SDK, and those of them that pass on Kiln's. */
export function shareOf(published: Outcomes, own: Outcomes, counts: (name: string) => boolean): Share {
  const wanted = [...published].filter(([name, { passed }]) => passed && counts(name));
  const differences = wanted.flatMap(([name]) => {
    const outcome = own.get(name);
    if (outcome?.passed === true) return [];
    return [outcome === undefined ? `${name} (was not run)` : `${name}: ${outcome.why}`];
  });
  return { passed: wanted.length - differences.length, of: wanted.length, differences };
}

/** Names of the published SDK, e.g. methods of its `api.md`, that Kiln's has literally. */
export function namesShare(published: ReadonlySet<string>, own: ReadonlySet<string>): Share {
  const differences = [...published].filter((name) => !own.has(name));
  return { passed: published.size - differences.length, of: published.size, differences };
}

/** The first meaningful line, at most 160 characters of it. */
export function firstLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal
  const plain = text.replace(/\u001b\[[\d;]*m/g, '');
  return (plain.split('\n').find((line) => line.trim() !== '') ?? '').trim().slice(0, 160);
}
