import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { SettingsPatch } from '../../src/shared/bridge-calls.ts';
import type { FakeAgent } from '../fake-bridge/fake-agent.ts';
import { fakePublicKey } from '../fake-bridge/fake-state.ts';
import { whyNoChromium } from './chromium.ts';
import { useBrowser, type WindowWish } from './open-window.ts';

/** What the window has asked to be saved, in order; another window's own calls are not among them. */
const saved = (agent: FakeAgent) =>
  agent.calls.filter(({ name }) => name === 'saveSettings').map(({ argument }) => argument as SettingsPatch);
const reads = (agent: FakeAgent) => agent.calls.filter(({ name }) => name === 'readSettings').length;

/** Another window saves: this one is told, and has read the settings anew. */
async function saveElsewhere(agent: FakeAgent, patch: SettingsPatch): Promise<void> {
  const before = reads(agent);
  await agent.call('saveSettings', patch);
  agent.calls.splice(
    agent.calls.findLastIndex(({ name }) => name === 'saveSettings'),
    1,
  );
  await expect.poll(() => reads(agent)).toBeGreaterThan(before);
}

const save = (page: Page) => page.getByRole('button', { name: 'Enregistrer', exact: true });
const isDisabled = (page: Page) => save(page).getAttribute('aria-disabled');
const pulse = (page: Page) => page.getByLabel('Durée de l’impulsion (ms)');
const rest = (page: Page) => page.getByLabel('Repos après l’impulsion (ms)');
const welcome: WindowWish = {
  prepare: (agent) => {
    agent.state.overview.welcomeDone = false;
  },
};

describe.skipIf(whyNoChromium !== null)('whoever saves', () => {
  const open = useBrowser();

  test('sends what was changed and nothing else, whatever another window saves meanwhile', async () => {
    const { page, agent } = await open({ panel: 'printer' });
    await pulse(page).fill('200');
    await saveElsewhere(agent, {
      printer: { enabled: false },
      drawer: { offMs: 300 },
      queue: { ticketTtlMinutes: 30 },
    });
    // Told at once, around what is being typed.
    await expect.poll(() => rest(page).inputValue()).toBe('300');
    expect(await page.getByLabel('Imprimer', { exact: true }).isChecked()).toBe(false);
    expect(await pulse(page).inputValue()).toBe('200');
    await save(page).click();
    await page.getByText('Enregistré.').waitFor();
    expect(saved(agent)).toEqual([{ drawer: { onMs: 200 } }]);
    expect(agent.state.settings).toMatchObject({
      printer: { enabled: false },
      drawer: { onMs: 200, offMs: 300 },
      queue: { ticketTtlMinutes: 30 },
    });
  });

  test('keeps a field that was changed elsewhere too as it was typed here', async () => {
    const { page, agent } = await open({ panel: 'printer' });
    await pulse(page).fill('200');
    await saveElsewhere(agent, { drawer: { onMs: 90, offMs: 300 } });
    await expect.poll(() => rest(page).inputValue()).toBe('300');
    expect(await pulse(page).inputValue()).toBe('200');
    await save(page).click();
    await expect.poll(() => agent.state.settings.drawer).toMatchObject({ onMs: 200, offMs: 300 });
  });

  test('has changed nothing once the saved value is typed again, and sees from then on what others save', async () => {
    const { page, agent } = await open({ panel: 'printer' });
    await pulse(page).fill('200');
    await expect.poll(() => isDisabled(page)).toBe('false');
    await pulse(page).fill('50');
    await expect.poll(() => isDisabled(page)).toBe('true');
    expect(await page.getByText('Changements non enregistrés').count()).toBe(0);
    await saveElsewhere(agent, { drawer: { onMs: 90 } });
    await expect.poll(() => pulse(page).inputValue()).toBe('90');
    expect(await isDisabled(page)).toBe('true');
  });

  test('throws everything typed away when told to, and nothing else', async () => {
    const { page, agent } = await open({ panel: 'printer' });
    await pulse(page).fill('200');
    await rest(page).fill('');
    await saveElsewhere(agent, { drawer: { onMs: 90 } });
    await page.getByRole('button', { name: 'Annuler les changements' }).click();
    await expect.poll(() => pulse(page).inputValue()).toBe('90');
    expect(await rest(page).inputValue()).toBe('500');
    expect(await isDisabled(page)).toBe('true');
  });

  test('sees what was saved, not what was before, while the settings are being read again', async () => {
    const { page, agent } = await open({ panel: 'connection' });
    const port = page.getByLabel('Port', { exact: true });
    await port.fill('9090');
    await port.evaluate((field: HTMLInputElement) => {
      const seen: string[] = [];
      Object.assign(globalThis, { seenPorts: seen });
      const look = () => {
        if (seen.at(-1) !== field.value) seen.push(field.value);
        requestAnimationFrame(look);
      };
      look();
    });
    const answer = agent.hold('saveSettings');
    const read = agent.hold('readSettings');
    await save(page).click();
    // The agent has told it and is asked again, before the window hears that it is saved.
    await answer.reached;
    await read.reached;
    answer.release();
    await page.getByText('Enregistré.').waitFor();
    expect(await port.inputValue()).toBe('9090');
    await expect.poll(() => isDisabled(page)).toBe('true');
    read.release();
    await expect.poll(() => page.locator('.addresses').innerText()).toContain(':9090');
    expect(await page.evaluate(() => (globalThis as unknown as { seenPorts: string[] }).seenPorts)).toEqual(['9090']);
  });

  test('loses no read that began before and ends after: an older answer does not come back', async () => {
    const { page, agent } = await open({ panel: 'printer' });
    await pulse(page).waitFor();
    const old = agent.hold('readSettings');
    agent.emit({ type: 'settings-changed' });
    await old.reached;
    await pulse(page).fill('200');
    const newer = agent.hold('readSettings', { at: 'arrival' });
    await save(page).click();
    await page.getByText('Enregistré.').waitFor();
    old.release();
    // Another field, saved while the settings are still being read.
    await rest(page).fill('300');
    await save(page).click();
    await expect.poll(() => agent.state.settings.drawer).toMatchObject({ onMs: 200, offMs: 300 });
    expect(await pulse(page).inputValue()).toBe('200');
    newer.release();
    await expect.poll(() => isDisabled(page)).toBe('true');
    expect([await pulse(page).inputValue(), await rest(page).inputValue()]).toEqual(['200', '300']);
  });

  test('goes on typing while it is saved, in that field and in others, and loses no letter', async () => {
    const { page, agent } = await open({ panel: 'shop' });
    const name = page.getByLabel('Nom du magasin');
    const address = page.getByLabel('Adresse (une ligne');
    await name.fill('Chez Inès');
    await address.fill('1, rue A\n2, rue B');
    const answer = agent.hold('saveSettings');
    await save(page).click();
    await answer.reached;
    await name.press('End');
    await name.pressSequentially(' et fils');
    await page.getByLabel('Téléphone').fill('021 63');
    answer.release();
    await page.getByText('Enregistré.').waitFor();
    expect(await name.inputValue()).toBe('Chez Inès et fils');
    expect(await page.getByLabel('Téléphone').inputValue()).toBe('021 63');
    expect(agent.state.settings.shop).toMatchObject({ name: 'Chez Inès', phone: '+213 21 63 45 12' });
    await save(page).click();
    await expect.poll(() => saved(agent).at(-1)).toEqual({ shop: { name: 'Chez Inès et fils', phone: '021 63' } });
  });

  test('typing the old value again while the new one is saved is a change like another', async () => {
    const { page, agent } = await open({ panel: 'printer' });
    await pulse(page).fill('200');
    const answer = agent.hold('saveSettings');
    await save(page).click();
    await answer.reached;
    await pulse(page).fill('50');
    answer.release();
    await page.getByText('Enregistré.').waitFor();
    expect(await pulse(page).inputValue()).toBe('50');
    await save(page).click();
    await expect.poll(() => agent.state.settings.drawer.onMs).toBe(50);
  });

  test('keeps everything when it could not be saved, also what was typed while it was tried', async () => {
    const { page, agent } = await open({ panel: 'shop' });
    const name = page.getByLabel('Nom du magasin');
    await name.fill('Chez Inès');
    const answer = agent.hold('saveSettings', { at: 'arrival' });
    agent.failNext('saveSettings', { code: 'SETTINGS_NOT_SAVED', message: 'Le disque est plein.' });
    await save(page).click();
    await answer.reached;
    await page.getByLabel('Téléphone').fill('021 63');
    answer.release();
    await page.getByRole('alert').getByText('SETTINGS_NOT_SAVED').waitFor();
    expect(await name.inputValue()).toBe('Chez Inès');
    await save(page).click();
    await expect.poll(() => agent.state.settings.shop).toMatchObject({ name: 'Chez Inès', phone: '021 63' });
  });

  test('is told of a refusal on the panel that he has gone on to', async () => {
    const { page, agent } = await open({ panel: 'connection' });
    await page.getByLabel('Port', { exact: true }).fill('9100');
    const answer = agent.hold('saveSettings', { at: 'arrival' });
    agent.failNext('saveSettings', { code: 'PORT_IN_USE', message: 'Le port 9100 est déjà pris.' });
    await save(page).click();
    await answer.reached;
    await page.getByRole('link', { name: 'Aujourd’hui' }).click();
    await page.locator('.state').waitFor();
    answer.release();
    await page.locator('.toast').getByText('Le port 9100 est déjà pris').waitFor();
    await expect.poll(() => page.locator('.toast').innerText()).toContain('n’ont pas été enregistrés');
  });

  test('in two windows, one the address and one the thanks, has both', async () => {
    const { page, agent } = await open({ panel: 'shop' });
    await page.getByLabel('Adresse (une ligne').fill('1, rue A\n\n2, rue B\n');
    await saveElsewhere(agent, { shop: { thanks: ['Merci', 'À bientôt'], phone: '021' } });
    await expect.poll(() => page.getByLabel('Téléphone').inputValue()).toBe('021');
    await save(page).click();
    await page.getByText('Enregistré.').waitFor();
    expect(saved(agent)).toEqual([{ shop: { addressLines: ['1, rue A', '2, rue B'] } }]);
    expect(agent.state.settings.shop).toMatchObject({ thanks: ['Merci', 'À bientôt'], phone: '021' });
    // The form shows what the agent made of it.
    expect(await page.getByLabel('Adresse (une ligne').inputValue()).toBe('1, rue A\n2, rue B');
  });

  test('an empty line at the end of an address is no change', async () => {
    const { page } = await open({ panel: 'shop' });
    const address = page.getByLabel('Adresse (une ligne');
    await address.press('Control+End');
    await address.press('Enter');
    expect(await address.inputValue()).toMatch(/\n$/);
    expect(await isDisabled(page)).toBe('true');
  });

  test('a server of updates: only what was changed, spaces taken away, empty is none', async () => {
    const { page, agent } = await open({ panel: 'about' });
    await page.getByText('Serveur de mises à jour').click();
    const url = page.getByLabel('Adresse du serveur');
    await url.fill('  https://updates.example/ ');
    await saveElsewhere(agent, { updates: { publicKey: `${fakePublicKey.slice(0, -2)}A=` } });
    await page.locator('.update').getByRole('button', { name: 'Enregistrer' }).click();
    await expect.poll(() => saved(agent)).toEqual([{ updates: { url: 'https://updates.example/' } }]);
    await page.getByLabel('Chercher les mises à jour une fois par jour').uncheck();
    await url.fill('');
    await page.locator('.update').getByRole('button', { name: 'Enregistrer' }).click();
    await expect.poll(() => saved(agent).at(-1)).toEqual({ updates: { enabled: false, url: null } });
  });

  test('a calibration: the width that another window chose stays, unless it was chosen here', async () => {
    const { page, agent } = await open({ panel: 'test' });
    await page.getByLabel('Largeur').selectOption('42');
    await saveElsewhere(agent, { printer: { profile: 'epson-80' } });
    await expect.poll(() => page.getByLabel('Modèle').inputValue()).toBe('epson-80');
    await page.getByRole('button', { name: 'Tout est bon, enregistrer' }).click();
    await page.locator('.toast').getByText('enregistr').waitFor();
    expect(saved(agent)).toEqual([{ printer: { columns: 42 } }]);
    expect(agent.state.settings.printer).toMatchObject({ profile: 'epson-80', columns: 42 });
    // Nothing chosen, nothing to save: the model's own width does not become a width of the settings.
    await saveElsewhere(agent, { printer: { profile: 'generic-58', columns: null } });
    await expect.poll(() => page.getByLabel('Modèle').inputValue()).toBe('generic-58');
    await page.getByRole('button', { name: 'Tout est bon, enregistrer' }).click();
    await expect.poll(() => saved(agent).length).toBe(1);
    expect(agent.state.settings.printer.columns).toBe(null);
  });

  test('a start at log-on that the system takes long to set shows the wish meanwhile, and the truth afterwards', async () => {
    const { page, agent } = await open({ panel: 'about' });
    const box = page.getByLabel('Lancer SmartPOS Agent au démarrage de la session');
    const answer = agent.hold('setStartAtLogin');
    await box.click();
    await answer.reached;
    expect(await box.isChecked()).toBe(false);
    answer.release();
    await expect.poll(() => box.isDisabled()).toBe(false);
    expect(await box.isChecked()).toBe(false);
    agent.failNext('setStartAtLogin', { code: 'START_AT_LOGIN_FAILED', message: 'Le système a refusé.' });
    await box.click();
    await page.getByText('START_AT_LOGIN_FAILED').waitFor();
    expect(await box.isChecked()).toBe(false);
  });

  test('a notification that opens a ticket leaves the form as it was typed', async () => {
    const { page, agent } = await open({ panel: 'shop' });
    await page.getByLabel('Nom du magasin').fill('Chez Inès');
    await page.evaluate(
      (id) => {
        location.hash = `job=${id}`;
      },
      agent.state.jobs.find(({ state }) => state === 'uncertain')?.id ?? '',
    );
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(await page.getByLabel('Nom du magasin').inputValue()).toBe('Chez Inès');
  });
});

describe.skipIf(whyNoChromium !== null)('the welcome', () => {
  const open = useBrowser();
  const chooseEnv = async (page: Page, text: string) => {
    await page.locator('.found-printer').first().waitFor();
    await page.getByText('Vous remplacez l’ancien agent').click();
    await page.getByLabel('Choisir le fichier .env…').setInputFiles({
      name: '.env',
      mimeType: 'text/plain',
      buffer: Buffer.from(text),
    });
    await page.locator('.import-result').waitFor();
  };

  test('keeps the printer that was taken over from the Python agent, and shows it as the chosen one', async () => {
    const { page, agent } = await open({
      prepare: (fake) => {
        fake.state.overview.welcomeDone = false;
        fake.state.settings.printer.address = 'virtual';
      },
    });
    await chooseEnv(page, 'PRINTER_VENDOR_ID=0x04b8\nPRINTER_PRODUCT_ID=0x0202\n');
    const chosen = page.locator('.found-printer').filter({ hasText: 'Choisie' });
    await expect.poll(() => chosen.innerText()).toContain('usb:04b8:0202');
    await expect.poll(() => chosen.count()).toBe(1);
    await page.getByRole('button', { name: 'Continuer' }).click();
    await page.getByRole('heading', { name: 'D’où l’ERP appelle-t-il' }).waitFor();
    await page.getByRole('button', { name: 'Continuer' }).click();
    await page.getByRole('button', { name: 'Imprimer une page de test' }).waitFor();
    expect(agent.state.settings.printer.address).toBe('usb:04b8:0202');
    expect(saved(agent)).toEqual([]);
  });

  test('what is taken over after a choice stands in its place; model and network are sent only if changed', async () => {
    const { page, agent } = await open(welcome);
    await page.getByRole('button', { name: 'Choisir Imprimante intégrée, sans papier' }).click();
    await chooseEnv(page, 'PRINTER_VENDOR_ID=0x04b8\nPRINTER_PRODUCT_ID=0x0202\nPRINTER_AGENT_PORT=9100\n');
    await page.getByRole('button', { name: 'Continuer' }).click();
    await page.getByLabel('Qui peut appeler l’agent').selectOption('192.168.1.20');
    const answer = agent.hold('saveSettings');
    await page.getByRole('button', { name: 'Continuer' }).click();
    await answer.reached;
    answer.release();
    await page.getByRole('button', { name: 'Imprimer une page de test' }).waitFor();
    expect(saved(agent)).toEqual([{ host: '192.168.1.20' }]);
    expect(agent.state.settings).toMatchObject({ port: 9100, printer: { address: 'usb:04b8:0202' } });
  });

  test('stays on its step with what was chosen when it could not be saved', async () => {
    const { page, agent } = await open(welcome);
    await page.getByRole('button', { name: 'Choisir Imprimante intégrée, sans papier' }).click();
    agent.failNext('saveSettings', { code: 'SETTINGS_NOT_SAVED', message: 'Le disque est plein.' });
    await page.getByRole('button', { name: 'Continuer' }).click();
    await page.getByRole('alert').getByText('SETTINGS_NOT_SAVED').waitFor();
    await expect
      .poll(() => page.locator('.found-printer').filter({ hasText: 'Choisie' }).innerText())
      .toContain('virtual');
    await page.getByRole('button', { name: 'Continuer' }).click();
    await expect.poll(() => agent.state.settings.printer.address).toBe('virtual');
  });
});

describe.skipIf(whyNoChromium !== null)('an answer that is older than the news', () => {
  const open = useBrowser();
  const quiet = (agent: FakeAgent) => {
    agent.state.jobs = [];
    agent.state.overview.queue.uncertain = 0;
  };

  test('of « resume » does not hide the paper that ran out meanwhile', async () => {
    const { page, agent } = await open({
      prepare: (fake) => {
        quiet(fake);
        fake.state.overview.paused = true;
      },
    });
    const answer = agent.hold('resumePrinting');
    await page.getByRole('button', { name: 'Reprendre l’impression' }).click();
    await answer.reached;
    const { printer } = agent.state.overview;
    const old = agent.state.overview;
    agent.changeOverview({
      printer: {
        ...printer,
        condition: 'blocked',
        reasons: ['media-empty'],
        code: 'PAPER_OUT',
        message: 'Plus de papier.',
      },
    });
    await expect.poll(() => page.locator('.state').innerText()).toContain('Plus de papier');
    expect(old.printer.condition).toBe('ready');
    answer.release();
    await expect
      .poll(() => page.getByRole('button', { name: 'Mettre l’impression en pause' }).getAttribute('aria-busy'))
      .toBe('false');
    expect(await page.locator('.state').innerText()).toContain('Plus de papier');
  });

  test('of an update does not hide that it has failed meanwhile', async () => {
    const { page, agent } = await open({ panel: 'about' });
    const answer = agent.hold('installUpdate');
    await page.getByRole('button', { name: 'Installer la version 0.2.0' }).click();
    await answer.reached;
    agent.state.update.state = { name: 'failed', problem: { code: 'UPDATE_REFUSED', message: 'Non.' } };
    agent.emit({ type: 'update-changed', update: agent.state.update });
    const card = page.locator('.update');
    await card.getByText('UPDATE_REFUSED').waitFor();
    const read = agent.hold('readUpdate');
    const come = page.waitForResponse((response) => response.url().endsWith('/installUpdate'));
    answer.release();
    await come;
    // It is asked for again, and has no answer yet: what stands there comes from the event.
    await read.reached;
    expect(await card.innerText()).toContain('UPDATE_REFUSED');
    read.release();
    expect(await card.innerText()).toContain('UPDATE_REFUSED');
  });

  test('of a read that began before the token was changed does not bring the old connection back', async () => {
    const { page, agent } = await open({ panel: 'connection' });
    await page.getByRole('button', { name: 'Changer de jeton…' }).click();
    const old = agent.hold('readConnection');
    agent.emit({ type: 'settings-changed' });
    await old.reached;
    await page.getByRole('dialog').getByRole('button', { name: 'Changer de jeton', exact: true }).click();
    await page.getByText('L’ancien jeton est encore accepté').waitFor();
    await page.evaluate(() => {
      const seen = new MutationObserver(() => {
        if (!document.body.innerText.includes('L’ancien jeton est encore accepté')) document.body.dataset.gone = 'yes';
      });
      seen.observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    const come = page.waitForResponse((response) => response.url().endsWith('/readConnection'));
    old.release();
    await come;
    const next = agent.calls.length;
    await expect.poll(() => agent.calls.slice(next).some(({ name }) => name === 'readConnection')).toBe(true);
    expect(await page.evaluate(() => document.body.dataset.gone)).toBe(undefined);
  });

  test('a connection that takes long to be read is shown when it comes; it is not asked for again meanwhile', async () => {
    const { page, agent } = await open();
    await page.clock.install();
    const asked = () => agent.calls.filter(({ name }) => name === 'readConnection').length;
    // The page draws by a clock that the test has taken from it: each wait lets it go on.
    const untilSo = (isSo: () => boolean | Promise<boolean>) =>
      expect
        .poll(async () => {
          await page.clock.runFor(50);
          return isSo();
        })
        .toBe(true);
    const read = agent.hold('readConnection');
    await page.getByRole('link', { name: 'Connexion' }).click();
    await untilSo(() => asked() === 1);
    await page.clock.runFor(14_000);
    expect(asked()).toBe(1);
    read.release();
    await untilSo(() => page.locator('.token').isVisible());
    await page.clock.runFor(6_000);
    await untilSo(() => asked() === 2);
  });
});

describe.skipIf(whyNoChromium !== null)('the language', () => {
  const open = useBrowser();

  test('that was chosen before the log-in is saved after it', async () => {
    const { page, agent, server } = await open({
      prepare: (_agent, fake) => {
        fake.signedIn = false;
      },
    });
    await page.getByLabel('Langue').selectOption('en');
    await page.getByLabel('Token', { exact: true }).fill(agent.state.token);
    await page.keyboard.press('Enter');
    await page.locator('.state').waitFor();
    await expect.poll(() => agent.state.settings.language).toBe('en');
    expect(server.signedIn).toBe(true);
  });

  test('follows another window once it is saved here, and says so when it could not be', async () => {
    const { page, agent } = await open();
    await page.getByLabel('Langue').selectOption('en');
    await expect.poll(() => agent.state.overview.language).toBe('en');
    await page.getByLabel('Language').waitFor();
    await agent.call('saveSettings', { language: 'fr' });
    await page.getByLabel('Langue').waitFor();
    agent.failNext('saveSettings', { code: 'SETTINGS_NOT_SAVED', message: 'Le disque est plein.' });
    await page.getByLabel('Langue').selectOption('en');
    await expect.poll(() => page.locator('.toast').innerText()).toContain('could not be saved');
    // It stays for this window: who has chosen it can read it.
    expect(await page.getByLabel('Language').inputValue()).toBe('en');
  });
});
