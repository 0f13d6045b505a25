import { defineConfig } from 'vitest/config';

const common = { testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    projects: [
      // Pure functions and Git repositories: no servers.
      { test: { ...common, name: 'unit', include: ['test/unit/**/*.test.ts'] } },
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
