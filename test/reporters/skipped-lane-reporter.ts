import type { Reporter, TestModule } from 'vitest/node';

/** Says loudly, at the end of the run, that the tests of a project did not run, and why. */
export class SkippedLaneReporter implements Reporter {
  readonly #lane: { project: string; tests: string; untested: string; why: () => string | null };

  /** @param lane `tests` were skipped: `untested` is not tested by this run */
  constructor(lane: { project: string; tests: string; untested: string; why: () => string | null }) {
    this.#lane = lane;
  }

  onTestRunEnd(testModules: readonly TestModule[]): void {
    const { project: name, tests, untested, why } = this.#lane;
    const skipped = testModules.filter(({ project }) => project.name === name).flatMap(skippedTests).length;
    const because = skipped === 0 ? null : why();
    if (because === null) return;
    const reason = because.match(/.{1,100}(?:\s|$)/g) ?? [];
    const lines = [`${skipped} ${tests} WERE SKIPPED: ${untested} NOT tested by this run.`, ...reason];
    const width = Math.max(...lines.map(({ length }) => length));
    const rule = '═'.repeat(width + 2);
    console.log(`\n╔${rule}╗\n${lines.map((line) => `║ ${line.padEnd(width)} ║`).join('\n')}\n╚${rule}╝`);
  }
}

function skippedTests(testModule: TestModule): unknown[] {
  return [...testModule.children.allTests()].filter((test) => test.result().state === 'skipped');
}
