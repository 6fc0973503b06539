import { defineConfig } from 'vitest/config';
import { whyNoElectron } from './test/electron/find-electron.ts';
import { whyNothingPackaged } from './test/packaging/why-not-packed.ts';
import { ClosingLineReporter } from './test/reporters/closing-line-reporter.ts';
import { SkippedLaneReporter } from './test/reporters/skipped-lane-reporter.ts';
import { SkippedWindowReporter } from './test/reporters/skipped-window-reporter.ts';
import { whyNoNamespace } from './test/usb-emulator/namespace.ts';
import { namespacePool } from './test/usb-emulator/namespace-pool.ts';

const usbTests = ['test/usb/**/*.test.ts'];
const electronTests = ['test/electron/**/*.test.ts'];
/** The same real application, in namespaces where USB is emulated. */
const electronUsbTests = ['test/electron-usb/**/*.test.ts'];
const packagingTests = ['test/packaging/**/*.test.ts'];

const usbReporter = new SkippedLaneReporter({
  project: 'usb',
  tests: 'USB TESTS',
  untested: 'the USB driver is',
  why: whyNoNamespace,
});
const electronReporter = new SkippedLaneReporter({
  project: 'electron',
  tests: 'ELECTRON TESTS',
  untested: 'tray, window and start-up are',
  why: whyNoElectron,
});
const electronUsbReporter = new SkippedLaneReporter({
  project: 'electron-usb',
  tests: 'ELECTRON USB TESTS',
  untested: 'the USB driver inside the tray application is',
  why: () => whyNoElectron() ?? whyNoNamespace(),
});
const packagingReporter = new SkippedLaneReporter({
  project: 'packaging',
  tests: 'PACKAGING TESTS',
  untested: 'the packed application and the installer are',
  why: whyNothingPackaged,
});

export default defineConfig({
  test: {
    reporters: [
      'default',
      usbReporter,
      new SkippedWindowReporter(),
      electronReporter,
      electronUsbReporter,
      packagingReporter,
      new ClosingLineReporter(),
    ],
    // The end-to-end tests start real agents and real sockets: a slow machine must not turn them red.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    expect: { poll: { timeout: 15_000 } },
    // Most tests wait for sockets and processes: two workers halve the time even on one core.
    maxWorkers: 2,
    env: { TZ: 'Africa/Algiers' },
    projects: [
      {
        extends: true,
        test: {
          name: 'main',
          include: ['test/**/*.test.ts'],
          exclude: [...usbTests, ...electronTests, ...electronUsbTests, ...packagingTests],
        },
      },
      // Each file in namespaces of its own, where USB is emulated; elsewhere these tests skip themselves.
      {
        extends: true,
        test: { name: 'usb', include: usbTests, pool: whyNoNamespace() === null ? namespacePool : 'forks' },
      },
      // The real application on a screen of its own; where no Electron is found these tests skip themselves.
      {
        extends: true,
        test: {
          name: 'electron',
          include: electronTests,
          globalSetup: ['test/electron/global-setup.ts'],
          testTimeout: 90_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'electron-usb',
          include: electronUsbTests,
          globalSetup: ['test/electron/global-setup.ts'],
          pool: whyNoNamespace() === null ? namespacePool : 'forks',
          testTimeout: 90_000,
        },
      },
      // Packs the application with a real Electron, and makes the Windows installer with a fake one; where the tools for it
      // are missing these tests skip themselves.
      {
        extends: true,
        test: { name: 'packaging', include: packagingTests, testTimeout: 90_000, fileParallelism: false },
      },
    ],
  },
});
