import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startAgent } from '../end-to-end/start-agent.ts';
import { until } from '../end-to-end/until.ts';
import { findElectron, whyNoElectron } from './find-electron.ts';
import { applicationArgs, applicationEnv, startApplication } from './start-application.ts';
import { useScreen } from './use-screen.ts';

describe.skipIf(whyNoElectron() !== null)('starting the tray application', () => {
  const screen = useScreen();

  it('shows its window and an icon in the tray, and takes the ERP’s calls', async () => {
    const application = await startApplication({ screen: screen.current });
    const url = await application.url();
    expect((await fetch(`${url}/health`)).status).toBe(200);
    await screen.current.trayIcon();
    await until('the window', () => screen.current.showsWindow());
    const page = await application.window();
    await until('its own page', () => page.url().startsWith('smartpos://ui/index.html'));
  });

  it('with --hidden shows the icon only; a second start shows the window and ends', async () => {
    const application = await startApplication({ screen: screen.current, args: ['--hidden'] });
    await application.url();
    await screen.current.trayIcon();
    expect(screen.current.showsWindow()).toBe(false);
    const second = spawn(findElectron() ?? '', applicationArgs(application.dataDir), {
      env: applicationEnv(screen.current.env, application.dataDir),
      stdio: 'ignore',
    });
    const [code] = await once(second, 'exit');
    expect(code).toBe(0);
    await until('the window of the first', () => screen.current.showsWindow());
  });

  it('closing the window keeps the tray and the agent; the same window comes back', async () => {
    const application = await startApplication({ screen: screen.current });
    const url = await application.url();
    await until('the window', () => screen.current.showsWindow());
    await application.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await until('no window', () => !screen.current.showsWindow());
    expect((await fetch(`${url}/health`)).status).toBe(200);
    const { x, y } = await screen.current.trayIcon();
    screen.current.hands('mousemove', String(x + 12), String(y + 12), 'click', '1');
    await until('the window again', () => screen.current.showsWindow());
  });

  it('a port that is taken is said in the window; once it is free the agent starts by itself', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const address = blocker.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const application = await startApplication({ screen: screen.current, args: [`--port=${port}`] });
    const page = await application.window();
    await page.getByRole('heading', { name: 'SmartPOS Agent n’imprime pas' }).waitFor();
    await expect.poll(() => page.getByRole('alert').textContent()).toContain(String(port));
    await expect.poll(() => page.getByText('PORT_IN_USE').count()).toBe(1);
    blocker.close();
    await page.getByRole('link', { name: 'Réessayer maintenant' }).click();
    expect(await application.url()).toBe(`http://127.0.0.1:${port}`);
    await until('its own page', () => page.url().startsWith('smartpos://ui/index.html'));
  });

  it('a journal that a service holds is said, and taken when the service has stopped', async () => {
    const service = await startAgent();
    const application = await startApplication({ screen: screen.current, dataDir: service.dataDir });
    const page = await application.window();
    await page.getByText('ALREADY_RUNNING').waitFor();
    await service.stop();
    await application.url();
    await until('its own page', () => page.url().startsWith('smartpos://ui/index.html'));
  });

  it.each(['--port=printer', '--port'])('a wrong option is said in the window, too: %s', async (option) => {
    const application = await startApplication({ screen: screen.current, args: [option] });
    const page = await application.window();
    await page.getByText('INVALID_ARGUMENT').waitFor();
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('--port');
  });
});
