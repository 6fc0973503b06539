import type { Reporter, TestModule } from 'vitest/node';
import { whyNoChromium } from '../renderer/chromium.ts';

/** Says loudly, at the end of the run, that the window was not tested in a browser, and why. */
export class SkippedWindowReporter implements Reporter {
  onTestRunEnd(testModules: readonly TestModule[]): void {
    if (whyNoChromium === null) return;
    const skipped = testModules
      .filter(({ moduleId }) => moduleId.includes('/test/renderer/'))
      .flatMap((module) => [...module.children.allTests()].filter((each) => each.result().state === 'skipped')).length;
    if (skipped === 0) return;
    const lines = [`${skipped} WINDOW TESTS WERE SKIPPED: the window is NOT tested by this run.`, whyNoChromium];
    const width = Math.max(...lines.map(({ length }) => length));
    const rule = '═'.repeat(width + 2);
    console.log(`\n╔${rule}╗\n${lines.map((line) => `║ ${line.padEnd(width)} ║`).join('\n')}\n╚${rule}╝`);
  }
}
