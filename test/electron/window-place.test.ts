import { describe, expect, it } from 'vitest';
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
  async function quit(application: StartedApplication): Promise<void> {
    application.electron.process().kill('SIGTERM');
    await application.ended;
  }

  it('is the same after a restart, however often; and that of before it was maximized', async () => {
    const dataDir = makeUsedDataDir();
    const first = await startAndShow(dataDir);
    await first.electron.evaluate(
      ({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds),
      wanted,
    );
    const moved = await until('it is there', async () => {
      const place = await placeOf(first);
      return place?.width === wanted.width && Math.abs(place.x - wanted.x) < 40 && place;
    });
    await quit(first);
    const second = await startAndShow(dataDir);
    await until('the same place', async () => JSON.stringify(await placeOf(second)) === JSON.stringify(moved));
    await quit(second);
    const third = await startAndShow(dataDir);
    await until('the same again', async () => JSON.stringify(await placeOf(third)) === JSON.stringify(moved));
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
    await application.electron.evaluate(
      ({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds),
      wanted,
    );
    await until('it is there', async () => (await placeOf(application))?.width === wanted.width);
    const before = await placeOf(application);
    await application.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await until('no window', () => !screen.current.showsWindow());
    const { x, y } = await screen.current.trayIcon();
    screen.current.hands('mousemove', String(x + 12), String(y + 12), 'click', '1');
    await until('the window again', () => screen.current.showsWindow());
    await until('the same place', async () => JSON.stringify(await placeOf(application)) === JSON.stringify(before));
  });
});
