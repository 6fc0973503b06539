import { defineConfig } from 'vitest/config';
import { ClosingLineReporter } from './test/closing-line-reporter.ts';
import { SkippedWindowReporter } from './test/renderer/skipped-window-reporter.ts';
import { whyNoNamespace } from './test/usb-emulator/namespace.ts';
import { namespacePool } from './test/usb-emulator/namespace-pool.ts';
import { SkippedUsbReporter } from './test/usb-emulator/skipped-usb-reporter.ts';

const usbTests = ['test/usb/**/*.test.ts'];

export default defineConfig({
  test: {
    reporters: ['default', new SkippedUsbReporter(), new SkippedWindowReporter(), new ClosingLineReporter()],
    // The end-to-end tests start real agents and real sockets: a slow machine must not turn them red.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    expect: { poll: { timeout: 15_000 } },
    // Most tests wait for sockets and processes: two workers halve the time even on one core.
    maxWorkers: 2,
    env: { TZ: 'Africa/Algiers' },
    projects: [
      { extends: true, test: { name: 'main', include: ['test/**/*.test.ts'], exclude: usbTests } },
      // Each file in namespaces of its own, where USB is emulated; elsewhere these tests skip themselves.
      {
        extends: true,
        test: { name: 'usb', include: usbTests, pool: whyNoNamespace() === null ? namespacePool : 'forks' },
      },
    ],
  },
});
