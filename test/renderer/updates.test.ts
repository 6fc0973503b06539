import { describe, expect, test } from 'vitest';
import type { UpdateState } from '../../src/shared/update.ts';
import { whyNoChromium } from './chromium.ts';
import { useBrowser } from './open-window.ts';

describe.skipIf(whyNoChromium !== null)('updates in the window', () => {
  const open = useBrowser();

  test('the technician reads what is new, installs it, and follows it to the end', async () => {
    const { page, agent } = await open({ panel: 'about' });
    const card = page.locator('.update');
    await card.getByText('La version 0.2.0 est disponible.').waitFor();
    await card.getByText('Le tiroir s’ouvre plus vite.').waitFor();
    await card.getByRole('button', { name: 'Installer la version 0.2.0' }).click();
    await card.getByRole('progressbar').waitFor();
    const become = (state: UpdateState) =>
      agent.emit({ type: 'update-changed', update: { ...agent.state.update, state } });
    become({ name: 'downloading', version: '0.2.0', percent: 41 });
    await card.getByText('Téléchargement de la version 0.2.0 : 41 %').waitFor();
    expect(await card.getByRole('progressbar').evaluate((bar) => (bar as HTMLProgressElement).value)).toBe(41);
    const message = "L'installation attend la fin de 2 impressions : elle commencera toute seule.";
    become({ name: 'ready', version: '0.2.0', waits: { code: 'UPDATE_WAITS', message } });
    await card.getByText('attend la fin de 2 impressions').waitFor();
    expect(await card.getByRole('button').count()).toBe(0);
    become({ name: 'failed', problem: { code: 'UPDATE_REFUSED', message: "Windows demande l'accord." } });
    await card.getByRole('alert').getByText('UPDATE_REFUSED').waitFor();
    await card.getByRole('button', { name: 'Chercher une mise à jour' }).click();
    await card.getByText('La version 0.1.0 est la plus récente.').waitFor();
  });

  test('going back is asked once more, and can be left', async () => {
    const { page, agent } = await open({ panel: 'about' });
    const went = () => agent.calls.filter(({ name }) => name === 'goBack').length;
    await page.getByRole('button', { name: 'Revenir à la version 0.0.9…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Annuler' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(went()).toBe(0);
    await page.getByRole('button', { name: 'Revenir à la version 0.0.9…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revenir à cette version' }).click();
    await page.getByText('La version 0.0.9 s’installe').waitFor();
    expect(went()).toBe(1);
  });

  test('the server is set in a folded form; what the agent refuses stays as it was typed', async () => {
    const { page, agent } = await open({ panel: 'about' });
    const url = page.getByLabel('Adresse du serveur');
    expect(await url.isVisible()).toBe(false);
    await page.getByText('Serveur de mises à jour').click();
    const wrong = { code: 'INVALID_SETTING', message: 'Réglage incorrect « updates.url » : écrivez https://….' };
    agent.failNext('saveSettings', wrong);
    await url.fill('http://updates.example/');
    await page.locator('.update').getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Réglage incorrect').waitFor();
    expect(await url.inputValue()).toBe('http://updates.example/');
    await url.fill('https://updates.example/');
    await page.locator('.update').getByRole('button', { name: 'Enregistrer' }).click();
    await expect.poll(() => agent.state.settings.updates.url).toBe('https://updates.example/');
  });

  test('a service says why there is none, and shows nothing to press', async () => {
    const { page } = await open({
      panel: 'about',
      language: 'en',
      prepare: ({ state }) => {
        state.update.state = { name: 'off', reason: { code: 'UPDATES_UNSUPPORTED', message: 'Service.' } };
        state.update.previousVersion = null;
      },
    });
    const card = page.locator('.update');
    await card.getByText('Here the new version is installed as this one was.').waitFor();
    expect(await card.locator('button, summary').count()).toBe(0);
  });

  test('a start that the installer set is shown as that, and not to be changed here', async () => {
    const { page } = await open({
      panel: 'about',
      prepare: ({ state }) => {
        state.startAtLogin = { enabled: true, byInstaller: true, problem: null };
      },
    });
    const box = page.getByLabel('Lancer SmartPOS Agent au démarrage de la session');
    await page.getByText('Réglé par l’installateur pour tous les comptes').waitFor();
    expect([await box.isChecked(), await box.isDisabled()]).toEqual([true, true]);
  });

  test('a firewall that lets another port through: the command is copied, and looked at again', async () => {
    const command = 'netsh advfirewall firewall set rule name="SmartPOS Agent" new protocol=TCP localport=9100';
    const { page, agent } = await open({
      panel: 'connection',
      prepare: ({ state }) => {
        const message = "Le pare-feu de Windows laisse passer le port 8080, et l'agent écoute sur 9100.";
        state.firewall = { problem: { code: 'FIREWALL_OTHER_PORT', message }, command };
      },
    });
    await page.getByText('laisse passer le port 8080').waitFor();
    await page.getByRole('button', { name: 'Copier la commande' }).click();
    await page.locator('.toast').getByText('Commande copiée.').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(command);
    agent.state.firewall = null;
    await page.getByRole('button', { name: 'Vérifier le pare-feu' }).click();
    await page.getByText('laisse passer le port 8080').waitFor({ state: 'detached' });
  });
});
