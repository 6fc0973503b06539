import { describe, expect, test } from 'vitest';
import { fakeToken } from '../fake-bridge/fake-state.ts';
import { whyNoChromium } from './chromium.ts';
import { screens, useBrowser } from './open-window.ts';

describe.skipIf(whyNoChromium !== null)('the technician', () => {
  const open = useBrowser();
  const welcome = {
    prepare: (agent: { state: { overview: { welcomeDone: boolean } } }) => {
      agent.state.overview.welcomeDone = false;
    },
  };

  test('the token is nowhere in the page until it is shown, and goes after 30 s', async () => {
    const { page } = await open({ panel: 'connection' });
    await page.clock.install();
    const inPage = async () => (await page.content()).includes(fakeToken);
    await page.getByRole('button', { name: 'Afficher 30 s' }).click();
    await expect.poll(inPage).toBe(true);
    await page.clock.runFor(29_000);
    expect(await inPage()).toBe(true);
    await page.clock.runFor(2_000);
    await expect.poll(inPage).toBe(false);
    await expect.poll(() => page.locator('.token').innerText()).toBe('Jeton masqué');
  });

  test('the token goes at once when the window is hidden', async () => {
    const { page } = await open({ panel: 'connection' });
    await page.getByRole('button', { name: 'Afficher 30 s' }).click();
    await expect.poll(() => page.locator('.token').innerText()).toContain(fakeToken);
    // Headless Chromium never hides a page: the event is played as the browser would send it.
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await expect.poll(() => page.locator('.token').innerText()).toBe('Jeton masqué');
  });

  test('sees who was refused, how often and when, and is not told of it where nobody was', async () => {
    const refused = screens.find(({ name }) => name === 'refused');
    const { page, agent } = await open({ panel: 'connection', prepare: refused?.prepare });
    const lines = page.locator('.refused li');
    await expect.poll(() => lines.count()).toBe(2);
    await expect
      .poll(() => lines.first().innerText())
      .toMatch(/^192\.168\.1\.20\u00a0: mauvais jeton, refusé 37 fois depuis .*\d\d:\d\d/);
    await expect.poll(() => lines.last().innerText()).toContain('sans jeton, refusé 1 fois');
    await expect
      .poll(() => page.getByRole('alert').filter({ hasText: 'CALLERS_REFUSED' }).innerText())
      .toContain('192.168.1.20');
    agent.state.connection.refusedCallers = [];
    agent.changeOverview({ notices: [] });
    await expect.poll(() => lines.count(), { timeout: 10_000 }).toBe(0);
    expect(await page.getByText('CALLERS_REFUSED').count()).toBe(0);
  });

  test('copies the ERP’s lines, token included, without showing them', async () => {
    const { page } = await open({ panel: 'connection' });
    await page.getByLabel('Adresse par laquelle l’ERP appelle').selectOption('10.8.0.4');
    await page.getByRole('button', { name: 'Copier les réglages pour l’ERP' }).click();
    await expect.poll(() => page.locator('.toast').innerText()).toContain('Réglages copiés');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied.split(/\r?\n/)).toEqual([
      'PRINTER_ENABLED=true',
      'PRINTER_NETWORK_ENABLED=true',
      'PRINTER_AGENT_HOST=10.8.0.4',
      'PRINTER_AGENT_PORT=8080',
      `PRINTER_AGENT_TOKEN=${fakeToken}`,
    ]);
    expect(await page.content()).not.toContain(fakeToken);
  });

  test('copies the lines for a tunnel, whose address is typed', async () => {
    const { page, agent } = await open({ panel: 'connection' });
    await page.getByLabel('Adresse par laquelle l’ERP appelle').selectOption({ label: 'Une autre adresse (tunnel…)' });
    await page.getByLabel('Adresse du tunnel').fill('https://caisse.ngrok-free.dev');
    await page.getByRole('button', { name: 'Copier les réglages pour l’ERP' }).click();
    await expect.poll(() => page.locator('.toast').innerText()).toContain('Réglages copiés');
    const asked = agent.calls.find(({ name }) => name === 'readErpSettings')?.argument;
    expect(asked).toEqual({ host: 'https://caisse.ngrok-free.dev' });
  });

  test('rotates the token after being told what it means', async () => {
    const { page, agent } = await open({ panel: 'connection' });
    await page.getByRole('button', { name: 'Changer de jeton…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('L’ancien jeton reste accepté').selectOption('72');
    await dialog.getByRole('button', { name: 'Changer de jeton', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(agent.calls.filter(({ name }) => name === 'rotateToken')).toEqual([
      { name: 'rotateToken', argument: { graceHours: 72 } },
    ]);
    await expect.poll(() => page.locator('main').innerText()).toContain('L’ancien jeton est encore accepté jusqu’au');
  });

  test('a token given by the environment cannot be rotated here, and is told so', async () => {
    const { page } = await open({
      panel: 'connection',
      prepare: ({ state }) => {
        state.connection.tokenSource = 'environment';
      },
    });
    await page.getByText('Ce jeton est fixé par une option').waitFor();
    expect(await page.getByRole('button', { name: 'Changer de jeton…' }).count()).toBe(0);
  });

  test('reads in words what fails on the way from the ERP', async () => {
    const { page } = await open({ panel: 'connection', language: 'en' });
    await page.getByRole('button', { name: 'Check now' }).click();
    await expect.poll(() => page.locator('.check-failed').innerText()).toContain('a firewall probably blocks it');
    await expect.poll(() => page.locator('.check-ok').count()).toBe(3);
  });

  test('a wrong port is refused in the form, a taken one by the agent; nothing typed is lost', async () => {
    const { page, agent } = await open({ panel: 'connection' });
    const port = page.getByLabel('Port', { exact: true });
    const save = page.getByRole('button', { name: 'Enregistrer' });
    await port.fill('99999');
    await save.click();
    expect(agent.calls.map(({ name }) => name)).not.toContain('saveSettings');
    expect(await port.evaluate((field) => document.activeElement === field)).toBe(true);
    await port.fill('9100');
    agent.failNext('saveSettings', { code: 'PORT_IN_USE', message: 'Le port 9100 est déjà pris sur 0.0.0.0.' });
    await save.click();
    await page.getByText('Le port 9100 est déjà pris').waitFor();
    expect(await port.inputValue()).toBe('9100');
    await save.click();
    await expect.poll(() => page.locator('.addresses').innerText()).toContain(':9100');
    expect(agent.state.settings.port).toBe(9100);
  });

  test('what a flag decides is shown and cannot be changed', async () => {
    const { page } = await open({
      panel: 'connection',
      prepare: ({ state }) => {
        state.settings.fixed = ['port'];
      },
    });
    const port = page.getByLabel('Port', { exact: true });
    await port.waitFor();
    expect(await port.isDisabled()).toBe(true);
    await page.getByText('Fixé par l’installation').waitFor();
  });

  test('sees the ticket change with the shop’s name before anything is saved', async () => {
    const { page, agent } = await open({ panel: 'shop' });
    await page.locator('.paper-strip img').waitFor();
    await page.getByLabel('Nom du magasin').fill('Pâtisserie El Djazaïr');
    await expect
      .poll(() => agent.calls.filter(({ name }) => name === 'previewShop').at(-1)?.argument)
      .toMatchObject({ name: 'Pâtisserie El Djazaïr' });
    expect(agent.state.settings.shop.name).toBe('Fée Maison');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await expect.poll(() => agent.state.settings.shop.name).toBe('Pâtisserie El Djazaïr');
  });

  test('calibrates by looking at paper: choose, print, save', async () => {
    const { page, agent } = await open({ panel: 'test' });
    await page.getByLabel('Modèle').selectOption('epson-80');
    await page.getByRole('button', { name: 'Imprimer la page de réglage' }).click();
    await expect
      .poll(() => agent.calls.find(({ name }) => name === 'printCalibration')?.argument)
      .toEqual({ profile: 'epson-80', columns: 48 });
    expect(agent.state.settings.printer.profile).toBe('generic-58');
    await page.getByRole('button', { name: 'Tout est bon, enregistrer' }).click();
    await expect.poll(() => agent.state.settings.printer).toMatchObject({ profile: 'epson-80', columns: 48 });
  });

  test('goes through the welcome to a printed page', async () => {
    const { page, agent } = await open(welcome);
    await page.getByRole('button', { name: 'Choisir Imprimante intégrée, sans papier' }).click();
    await page.getByRole('button', { name: 'Continuer' }).click();
    await page.getByRole('heading', { name: 'D’où l’ERP appelle-t-il' }).waitFor();
    expect(agent.state.settings.printer.address).toBe('virtual');
    await page.getByLabel('Qui peut appeler l’agent').selectOption('192.168.1.20');
    await page.getByRole('button', { name: 'Continuer' }).click();
    await page.getByRole('button', { name: 'Imprimer une page de test' }).click();
    await expect.poll(() => page.locator('.outcome').innerText()).toContain('Page de test');
    await page.getByRole('button', { name: 'La page est sortie, terminer' }).click();
    await page.locator('.nav').waitFor();
    expect(agent.state.settings.host).toBe('192.168.1.20');
  });

  test('logs in to a service with the token, and is told where it is', async () => {
    const { page } = await open({
      prepare: (_agent, server) => {
        server.signedIn = false;
      },
    });
    const field = page.getByLabel('Jeton', { exact: true });
    await field.fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('Ce jeton est refusé').waitFor();
    await page.getByText('Où trouver le jeton').click();
    await page.getByText('smartpos-agent token show').waitFor();
    await field.fill(fakeToken);
    await page.keyboard.press('Enter');
    await page.locator('.state').waitFor();
  });

  test('downloads the journal and the diagnostics', async () => {
    const { page } = await open({ panel: 'journal' });
    const csv = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Exporter en CSV' }).click();
    expect((await csv).suggestedFilename()).toBe('journal.csv');
    await page.getByRole('link', { name: 'À propos' }).click();
    const zip = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Créer le diagnostic' }).click();
    expect((await zip).suggestedFilename()).toBe('smartpos-diagnostics.zip');
  });
});
