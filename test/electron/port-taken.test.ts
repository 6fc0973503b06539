import { once } from 'node:events';
import { readFileSync, watch } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createErpClient } from '../end-to-end/erp-client.ts';
import { erpTicket } from '../end-to-end/erp-documents.ts';
import { until } from '../end-to-end/until.ts';
import { whyNoElectron } from './find-electron.ts';
import { startApplication } from './start-application.ts';
import { makeUsedDataDir } from './start-till.ts';
import { useScreen } from './use-screen.ts';

describe.skipIf(whyNoElectron() !== null)('a port that another program has', () => {
  const screen = useScreen();
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  async function takePort(wanted = 0): Promise<number> {
    const server = createServer().listen(wanted, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  it('is named with its owner; one click takes the next free one, saves it, and says that the ERP must know', async () => {
    const port = await takePort();
    // The next one is taken, too, by this test or by whoever had it: what is offered was really tried.
    await takePort(port + 1).catch(() => null);
    const dataDir = makeUsedDataDir({ port, shop: { name: 'Épicerie Nour' } });
    const application = await startApplication({ screen: screen.current, dataDir, anyPort: false });
    const page = await application.window();
    const button = page.getByRole('link', { name: /^Utiliser le port \d+$/ });
    await button.waitFor();
    await expect.poll(() => page.getByRole('alert').textContent()).toContain(`(${process.pid})`);
    const offered = Number(/\d+/.exec((await button.textContent()) ?? '')?.[0]);
    expect(offered).toBeGreaterThan(port + 1);
    await page.getByText(`PRINTER_AGENT_PORT=${offered}`).waitFor();
    await button.click({ noWaitAfter: true });
    const agent = await application.agent();
    expect(agent.url).toBe(`http://127.0.0.1:${offered}`);
    const saved = JSON.parse(readFileSync(join(dataDir, 'settings.json'), 'utf8'));
    expect(saved).toMatchObject({ port: offered, shop: { name: 'Épicerie Nour' } });
    await page.getByText('PORT_CHANGED').waitFor();
    await page.getByRole('link', { name: 'Connexion', exact: true }).click();
    await page.getByText('PORT_CHANGED').waitFor();
    // The ERP calls at the new port: it knows.
    const erp = createErpClient({ port: offered, token: agent.token });
    expect((await erp.printTicket(erpTicket(8081))).success).toBe(true);
    await until('nothing more to say', async () => (await page.getByText('PORT_CHANGED').count()) === 0);
  });

  it('decided by a variable is said so, and not changed', async () => {
    const port = await takePort();
    const dataDir = makeUsedDataDir();
    const env = { PRINTER_AGENT_PORT: String(port) };
    const application = await startApplication({ screen: screen.current, dataDir, anyPort: false, env });
    const page = await application.window();
    await page.getByText('la variable d’environnement PRINTER_AGENT_PORT').waitFor();
    expect(await page.getByRole('link', { name: /Utiliser le port/ }).count()).toBe(0);
  });

  it('the keyboard keeps its place on the page while the agent tries again', async () => {
    const port = await takePort();
    const application = await startApplication({
      screen: screen.current,
      dataDir: makeUsedDataDir({ port }),
      anyPort: false,
    });
    const page = await application.window();
    const folder = page.getByRole('link', { name: 'Ouvrir le dossier des réglages et des journaux' });
    await page.getByRole('link', { name: /Utiliser le port/ }).waitFor();
    await folder.focus();
    await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }));
    // Each try makes the journal's -wal file and takes it away again: the third of these belongs to the second try.
    const seen: string[] = [];
    const watcher = watch(application.dataDir, (event, name) => {
      if (event === 'rename' && name === 'journal.db-wal') seen.push(name);
    });
    await until('it has tried again', () => seen.length >= 3, 30_000);
    watcher.close();
    expect(await page.evaluate(() => 'sameDocument' in globalThis)).toBe(true);
  });
});
