import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const common = { testTimeout: 120_000, hookTimeout: 120_000 };
/** Two also on two cores: a file of the integration tests waits for the stack a third of its time. */
const maxWorkers = Math.max(2, availableParallelism() - 1);

export default defineConfig({
  test: {
    projects: [
      // Pure functions and Git repositories: no servers. Files share their modules, which take longer to load than
      // most files take to run.
      {
        test: { ...common, maxWorkers, isolate: false, name: 'unit', include: ['test/unit/**/*.test.ts'] },
      },
      // The runtime of TypeScript SDKs, whose tests run in each SDK too, where Jest runs them.
      {
        test: {
          ...common,
          maxWorkers,
          name: 'sdk-typescript',
          globals: true,
          include: ['sdk-runtimes/typescript/tests/**/*.test.ts'],
        },
      },
      // Kilns of their own, as `./kiln` has compiled them, which are broken on purpose: last, beside each other, because
      // they wait for most of their time. Every kind of fault is among them, in its short form.
      {
        test: {
          ...common,
          maxWorkers: maxWorkers + 1,
          sequence: { groupOrder: 1 },
          name: 'chaos',
          include: ['test/chaos/**/*.test.ts'],
        },
      },
      // One real stack for all of them.
      {
        test: {
          ...common,
          maxWorkers,
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/setup.ts'],
        },
      },
    ],
  },
});
