import { afterAll, afterEach, beforeAll } from 'vitest';
import { endApplications } from './start-application.ts';
import { startVirtualScreen, type VirtualScreen } from './virtual-screen.ts';

/** A screen for the tests of a file; applications that a test leaves behind are ended after it. */
export function useScreen(): { readonly current: VirtualScreen } {
  let screen: VirtualScreen | null = null;
  beforeAll(async () => {
    screen = await startVirtualScreen();
  });
  afterEach(endApplications);
  afterAll(() => screen?.close());
  return {
    get current() {
      if (screen === null) throw new Error('no screen yet');
      return screen;
    },
  };
}
