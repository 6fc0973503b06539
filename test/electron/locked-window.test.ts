import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pagePolicy } from '../../src/main/base/page-files.ts';
import { bridgeCalls } from '../../src/shared/bridge-calls.ts';
import { refusedPaths } from '../base/page-folder.ts';
import { readComplaints } from '../renderer/read-complaints.ts';
import { whyNoElectron } from './find-electron.ts';
import { type StartedApplication, startApplication } from './start-application.ts';
import { makeUsedDataDir } from './start-till.ts';
import { startVirtualScreen, type VirtualScreen } from './virtual-screen.ts';

/** What a page can reach that somebody has smuggled code into. */
describe.skipIf(whyNoElectron() !== null)('the locked window', () => {
  let screen: VirtualScreen;
  let application: StartedApplication;
  let page: Page;
  beforeAll(async () => {
    screen = await startVirtualScreen();
    application = await startApplication({ screen, dataDir: makeUsedDataDir() });
    page = await application.window();
    await page.locator('.shell').waitFor();
  });
  afterAll(async () => {
    await application?.electron.close();
    await screen?.close();
  });

  it('has a policy that its own page never meets', async () => {
    const policy = await application.electron.evaluate(async ({ net }) =>
      (await net.fetch('smartpos://ui/index.html')).headers.get('Content-Security-Policy'),
    );
    expect(policy).toBe(pagePolicy);
    expect(await readComplaints(page)).toEqual([]);
  });

  it('knows nothing of Node or Electron', async () => {
    const found = await page.evaluate(() =>
      ['require', 'process', 'Buffer', 'module', 'global', 'electron', 'ipcRenderer'].filter(
        (name) => name in globalThis,
      ),
    );
    expect(found).toEqual([]);
  });

  it('can call the methods of the contract, and no channel of its own choice', async () => {
    const methods = await page.evaluate(() => Object.keys((globalThis as unknown as { smartpos: object }).smartpos));
    expect(methods.sort()).toEqual(['kind', 'subscribe', 'copyText', ...Object.keys(bridgeCalls)].sort());
  });

  it('loads no script but its own, and nothing over the network', async () => {
    const refused = (await page.evaluate(`(async () => {
      const tried = [];
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => tried.push(effectiveDirective));
      const script = document.createElement('script');
      script.textContent = 'globalThis.smuggled = true';
      document.body.append(script);
      await fetch('http://127.0.0.1:1/').catch(() => {});
      const image = new Image();
      const failed = new Promise((resolve) => { image.onerror = resolve; });
      image.src = 'http://127.0.0.1:1/x.png';
      await failed;
      return { tried, smuggled: 'smuggled' in globalThis };
    })()`)) as { tried: string[]; smuggled: boolean };
    expect(refused.smuggled).toBe(false);
    expect(refused.tried).toEqual(expect.arrayContaining(['script-src-elem', 'connect-src', 'img-src']));
  });

  it('opens no window and goes nowhere', async () => {
    const before = page.url();
    expect(await page.evaluate("window.open('https://example.com/') === null")).toBe(true);
    for (const target of ['https://example.com/', 'smartpos://action/quit', 'file:///etc/passwd']) {
      await page.evaluate(`location.href = '${target}'`);
    }
    // Playwright itself waits for the refused navigation to end: the window is asked from behind.
    const after = await application.electron.evaluate(async ({ BrowserWindow }) => {
      const windows = BrowserWindow.getAllWindows();
      const contents = windows[0]?.webContents;
      const hasPage: unknown = await contents?.executeJavaScript("document.querySelector('.shell') !== null");
      return { count: windows.length, url: contents?.getURL(), hasPage };
    });
    expect(after).toEqual({ count: 1, url: before, hasPage: true });
  });

  it('is given no permission', async () => {
    const answer = await application.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(`(async () => {
        const { state } = await navigator.permissions.query({ name: 'geolocation' });
        const camera = navigator.mediaDevices?.getUserMedia({ video: true });
        return { state, camera: await (camera ?? Promise.reject()).then(() => 'given', () => 'refused') };
      })()`),
    );
    expect(answer).toEqual({ state: 'denied', camera: 'refused' });
  });

  it('reads no file beside its own', async () => {
    const status = async (path: string) =>
      application.electron.evaluate(async ({ net }, url) => (await net.fetch(url)).status, `smartpos://ui/${path}`);
    expect(await status('index.html')).toBe(200);
    expect(await status('missing.html')).toBe(404);
    for (const path of refusedPaths) expect(await status(path.slice(1)), path).toBe(404);
  });

  it('a strange page that speaks on the same channels is refused', async () => {
    const answer = await application.electron.evaluate(async ({ BrowserWindow, app }) => {
      const preload = `${app.getAppPath()}/preload.cjs`;
      const stranger = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
      await stranger.loadURL('data:text/html,<p>strange</p>');
      const asked = await stranger.webContents.executeJavaScript(
        "smartpos.revealToken().then((answer) => JSON.stringify(answer), (error) => 'refused ' + error.message)",
      );
      stranger.destroy();
      return asked as string;
    });
    expect(answer).toMatch(/^refused /);
  });

  it('arguments are not trusted', async () => {
    const answers = await page.evaluate(async () => {
      const api = (globalThis as unknown as { smartpos: Record<string, (argument: unknown) => Promise<unknown>> })
        .smartpos;
      return Promise.all([
        api.readJob?.({ id: 1 }),
        api.saveSettings?.({ port: 'x' }),
        api.rotateToken?.(null),
        api.listJobs?.({ limit: 1e9 }),
      ]);
    });
    for (const answer of answers) expect(answer).toMatchObject({ ok: false, problem: { code: expect.any(String) } });
  });
});
