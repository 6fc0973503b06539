import type { Reporter, TestModule } from 'vitest/node';

/** Ends a run with one plain line that any reader of logs understands: `120 passed, 0 failed, 3 skipped`. */
export class ClosingLineReporter implements Reporter {
  onTestRunEnd(testModules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    for (const testModule of testModules) {
      // A file that could not be loaded has no tests, and has failed all the same.
      if (testModule.state() === 'failed' && testModule.errors().length > 0) {
        counts.failed += 1;
      }
      for (const test of testModule.children.allTests()) {
        const { state } = test.result();
        counts[state === 'passed' || state === 'failed' ? state : 'skipped'] += 1;
      }
    }
    console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  }
}
