import { describe, expect, it } from 'vitest';
import { untilStill } from '../contracts/connector-harness.ts';
import { until } from '../end-to-end/until.ts';
import { whyNoElectron } from './find-electron.ts';
import { type StartedApplication, startApplication } from './start-application.ts';
import { makeUsedDataDir } from './start-till.ts';
import { useScreen } from './use-screen.ts';

interface Place {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where the window stands on the screen, frame included, as the window manager has it. */
const placeOf = ({ electron }: StartedApplication): Promise<Place | undefined> =>
  electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());

describe.skipIf(whyNoElectron() !== null)('the window’s place', () => {
  const screen = useScreen();
  const wanted = { x: 150, y: 90, width: 700, height: 560 };

  async function startAndShow(dataDir: string): Promise<StartedApplication> {
    const application = await startApplication({ screen: screen.current, dataDir });
    await application.url();
    await until('the window', () => screen.current.showsWindow());
    return application;
  }
  /** Gives the place once the window manager has done with it: it moves, sizes and frames the window one after the other. */
  async function move(application: StartedApplication): Promise<Place | undefined> {
    await application.electron.evaluate(
      ({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds),
      wanted,
    );
    await until('it is there', async () => {
      const place = await placeOf(application);
      return place?.width === wanted.width && Math.abs(place.x - wanted.x) < 40;
    });
    return untilStill(() => placeOf(application), 500);
  }
  async function quit(application: StartedApplication): Promise<void> {
    application.electron.process().kill('SIGTERM');
    await application.ended;
  }

  it('is the same after a restart, however often; and that of before it was maximized', async () => {
    const dataDir = makeUsedDataDir();
    const first = await startAndShow(dataDir);
    const moved = await move(first);
    await quit(first);
    const second = await startAndShow(dataDir);
    await expect.poll(() => placeOf(second)).toEqual(moved);
    await quit(second);
    const third = await startAndShow(dataDir);
    await expect.poll(() => placeOf(third)).toEqual(moved);
    const isMaximized = (application: StartedApplication) =>
      application.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMaximized());
    await third.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.maximize());
    await until('it is maximized', () => isMaximized(third));
    await quit(third);
    const fourth = await startAndShow(dataDir);
    await until('it is maximized, too', () => isMaximized(fourth));
    await fourth.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.unmaximize());
    await until('the size of before', async () => (await placeOf(fourth))?.width === wanted.width);
    expect(await placeOf(fourth)).toMatchObject({ width: wanted.width, height: wanted.height });
  });

  it('closed and opened again it stands where it stood', async () => {
    const application = await startAndShow(makeUsedDataDir());
    const before = await move(application);
    await application.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await until('no window', () => !screen.current.showsWindow());
    const { x, y } = await screen.current.trayIcon();
    screen.current.hands('mousemove', String(x + 12), String(y + 12), 'click', '1');
    await until('the window again', () => screen.current.showsWindow());
    await expect.poll(() => placeOf(application)).toEqual(before);
  });
});
