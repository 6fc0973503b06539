import { defineConfig } from 'vitest/config';
import { ClosingLineReporter } from './test/closing-line-reporter.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The end-to-end tests start real agents and real sockets: a slow machine must not turn them red.
    reporters: ['default', new ClosingLineReporter()],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Most tests wait for sockets and processes: two workers halve the time even on one core.
    maxWorkers: 2,
    env: { TZ: 'Africa/Algiers' },
  },
});
