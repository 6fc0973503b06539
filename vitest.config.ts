import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The end-to-end tests start real agents and real sockets: a slow machine must not turn them red.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    env: { TZ: 'Africa/Algiers' },
  },
});
