import type { Reporter, TestModule } from 'vitest/node';
import { whyNoNamespace } from './namespace.ts';

/** Says loudly, at the end of the run, that the USB tests did not run, and why. */
export class SkippedUsbReporter implements Reporter {
  onTestRunEnd(testModules: readonly TestModule[]): void {
    const skipped = testModules.filter(({ project }) => project.name === 'usb').flatMap(skippedTests).length;
    const why = skipped === 0 ? null : whyNoNamespace();
    if (why === null) return;
    const reason = why.match(/.{1,100}(?:\s|$)/g) ?? [];
    const lines = [`${skipped} USB TESTS WERE SKIPPED: the USB driver is NOT tested by this run.`, ...reason];
    const width = Math.max(...lines.map(({ length }) => length));
    const rule = '═'.repeat(width + 2);
    console.log(`\n╔${rule}╗\n${lines.map((line) => `║ ${line.padEnd(width)} ║`).join('\n')}\n╚${rule}╝`);
  }
}

function skippedTests(testModule: TestModule): unknown[] {
  return [...testModule.children.allTests()].filter((test) => test.result().state === 'skipped');
}
