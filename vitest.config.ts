import { defineConfig } from 'vitest/config';

const common = { testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    projects: [
      // Pure functions and Git repositories: no servers.
      { test: { ...common, name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      // A Kiln of its own, as `./kiln` has compiled it, which is broken on purpose.
      { test: { ...common, name: 'chaos', include: ['test/chaos/**/*.test.ts'] } },
      // One real stack for all of them.
      {
        test: {
          ...common,
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/setup.ts'],
        },
      },
    ],
  },
});
