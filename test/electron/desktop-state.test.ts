import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { until } from '../end-to-end/until.ts';
import { whyNoElectron } from './find-electron.ts';
import { type StartedApplication, startApplication } from './start-application.ts';
import { makeUsedDataDir } from './start-till.ts';
import { useScreen } from './use-screen.ts';

/** As 0.1.0 has left it (`window/place.json`). */
const placeOfVersionBefore = '{"bounds":{"x":140,"y":80,"width":712,"height":548},"maximized":false}';

describe.skipIf(whyNoElectron() !== null)('what the tray application remembers for itself', () => {
  const screen = useScreen();

  async function startAndShow(dataDir: string): Promise<StartedApplication> {
    const application = await startApplication({ screen: screen.current, dataDir });
    await application.url();
    await until('the window', () => screen.current.showsWindow());
    return application;
  }
  const sizeOf = ({ electron }: StartedApplication) =>
    electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getSize());
  async function quit(application: StartedApplication): Promise<number | null> {
    application.electron.process().kill('SIGTERM');
    return application.ended;
  }
  function dataDirWith(name: 'place.json' | 'state.json', content: string | Buffer): string {
    const dataDir = makeUsedDataDir();
    mkdirSync(join(dataDir, 'window'));
    writeFileSync(join(dataDir, 'window', name), content);
    return dataDir;
  }
  const stateIn = (dataDir: string) => JSON.parse(readFileSync(join(dataDir, 'window', 'state.json'), 'utf8'));

  it('takes over the window’s place of the version before, and leaves it its file for the way back', async () => {
    const dataDir = dataDirWith('place.json', placeOfVersionBefore);
    const application = await startAndShow(dataDir);
    expect(await sizeOf(application)).toEqual([712, 548]);
    expect(await quit(application)).toBe(0);
    expect(stateIn(dataDir)).toMatchObject({ windowPlace: { bounds: { width: 712, height: 548 }, maximized: false } });
    expect(readFileSync(join(dataDir, 'window', 'place.json'), 'utf8')).toBe(placeOfVersionBefore);
  });

  it.each<[string, string | Buffer]>([
    ['full of zeros', Buffer.alloc(64)],
    ['empty', ''],
    ['cut', '{'],
    ['no object', '[1]'],
    [
      'of wrong values',
      JSON.stringify({
        windowPlace: { bounds: { x: 1, y: 1, width: 1e9, height: 5 }, maximized: false },
        language: 'xx',
        noticesSeen: 'a',
      }),
    ],
  ])('that is %s counts for nothing, and is written anew', async (_name, content) => {
    const dataDir = dataDirWith('state.json', content);
    const application = await startAndShow(dataDir);
    const page = await application.window();
    await expect.poll(() => page.locator('html').getAttribute('lang')).toBe('fr');
    const [width = 0, height = 0] = (await sizeOf(application)) ?? [];
    expect(await quit(application)).toBe(0);
    expect(stateIn(dataDir)).toMatchObject({ windowPlace: { bounds: { width, height }, maximized: false } });
  });

  it('that can be neither read nor written stops nothing, and the log says it', async () => {
    const dataDir = makeUsedDataDir();
    // A folder of that name, and one in the writer's way: root may write everywhere else.
    mkdirSync(join(dataDir, 'window', 'state.json'), { recursive: true });
    mkdirSync(join(dataDir, 'window', 'state.json.new'));
    const application = await startAndShow(dataDir);
    expect(await quit(application)).toBe(0);
    expect(application.log()).toContain('what the tray application remembers cannot be written');
    expect(existsSync(join(dataDir, 'window', 'state.json.new'))).toBe(true);
  });

  it('knows the language in which to say that the agent cannot start', async () => {
    const dataDir = makeUsedDataDir({ language: 'ar' });
    await quit(await startAndShow(dataDir));
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const address = blocker.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const application = await startApplication({ screen: screen.current, dataDir, args: [`--port=${port}`] });
    const page = await application.window();
    await page.getByText('PORT_IN_USE').waitFor();
    await expect.poll(() => page.locator('html').getAttribute('lang')).toBe('ar');
    blocker.close();
  });
});
