import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', 'out/**'],
    globalSetup: ['server/platform/records/testing-postgres.ts', 'journeys/prepared-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // A busy machine is no failure: what is waited for comes, or the test runs into its end.
    expect: { poll: { timeout: 30_000 } },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
