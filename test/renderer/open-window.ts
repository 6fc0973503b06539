import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Language } from '../../src/shared/bridge.ts';
import { createFakeAgent, type FakeAgent, type FakeAgentOptions } from '../fake-bridge/fake-agent.ts';
import { fakePrinterStates, queueCounts } from '../fake-bridge/fake-state.ts';
import { type FakeServer, serveFakeAgent } from '../fake-bridge/serve-fake-agent.ts';
import { launchChromium } from './chromium.ts';

/** What `npm run build` makes; `npm test` builds before it tests. */
export const uiDir = join(import.meta.dirname, '..', '..', 'out', 'ui');

export const locales: Record<Language, string> = { fr: 'fr-FR', ar: 'ar-DZ', en: 'en-GB' };

/** CSS pixels of the window as it opens. */
export const usualSize = { width: 960, height: 680 };

export interface WindowWish {
  language?: Language;
  theme?: 'light' | 'dark';
  /** CSS pixels; the window's usual 960×680 at 200 % zoom is 480×340. */
  size?: { width: number; height: number };
  /** `journal`, as in the address's fragment. */
  panel?: string;
  agent?: FakeAgentOptions;
  prepare?: Screen['prepare'];
}

export interface OpenedWindow {
  page: Page;
  agent: FakeAgent;
  server: FakeServer;
}

/** A browser for the file's tests; every opened window has a fake agent and a profile of its own. */
export function useBrowser(): (wish?: WindowWish) => Promise<OpenedWindow> {
  let browser: Browser | undefined;
  const contexts: BrowserContext[] = [];
  const servers: FakeServer[] = [];
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });
  afterAll(() => browser?.close());
  return async (wish = {}) => {
    if (browser === undefined) throw new Error('The browser is started before the first test, not before');
    const { language = 'fr', theme = 'light', size = usualSize, panel = 'today' } = wish;
    const agent = createFakeAgent(wish.agent);
    const server = await serveFakeAgent(agent, uiDir);
    servers.push(server);
    wish.prepare?.(agent, server);
    const context = await browser.newContext({
      locale: locales[language],
      colorScheme: theme,
      viewport: size,
      timezoneId: 'Africa/Algiers',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    contexts.push(context);
    const page = await context.newPage();
    await page.goto(`${server.url}#${panel}`);
    await page.locator('h1').first().waitFor({ state: 'attached' });
    return { page, agent, server };
  };
}

/** The newest tickets of the fake journal did not come out in time, and nobody has said yet whether they are wanted. */
export function withLatePapers({ state }: FakeAgent, count: number): void {
  state.jobs = state.jobs.filter((job) => job.state !== 'uncertain');
  const tickets = state.jobs.filter(({ kind }) => kind === 'ticket').slice(0, count);
  for (const job of tickets) {
    const error = {
      code: 'TICKET_EXPIRED',
      message: "L'imprimante n'a pas été prête à temps : ce ticket n'est pas sorti.",
    };
    Object.assign(job, { state: 'expired', decision: 'open', error });
  }
  state.overview.queue = queueCounts({ expired: count });
  state.overview.today = { ...state.overview.today, failed: 0, expired: count, drawersExpired: 2 };
}

/** The newest tickets were drawn before the printer was chosen. */
export function withDrawnTickets({ state }: FakeAgent, count: number): void {
  state.jobs = state.jobs.filter((job) => job.state !== 'uncertain');
  const tickets = state.jobs.filter(({ kind }) => kind === 'ticket').slice(0, count);
  for (const job of tickets) Object.assign(job, { state: 'drawn', error: null });
  state.overview.queue = queueCounts();
  state.overview.drawnToPrint = count;
  state.overview.today = { ...state.overview.today, drawn: count };
}

/** One screen of the window, and what shows that it is complete. */
export interface Screen {
  name: string;
  /** Default: its name. */
  panel?: string;
  ready: string;
  prepare?: (agent: FakeAgent, server: FakeServer) => void;
  /** What is done on the panel before it is looked at. */
  arrange?: (page: Page, server: FakeServer) => Promise<void>;
}

/** All of them. */
export const screens: readonly Screen[] = [
  { name: 'today', ready: '.job-row' },
  {
    name: 'job',
    ready: '.job-row',
    arrange: async (page) => {
      await page.locator('[data-job]').nth(2).click();
      await page.locator('dialog img').waitFor();
    },
  },
  {
    name: 'reprint',
    ready: '.uncertain',
    arrange: async (page) => {
      await page.locator('.uncertain .button-plain').first().click();
      await page.locator('dialog').waitFor();
    },
  },
  {
    name: 'paper-out',
    ready: '.state-attention',
    prepare: ({ state }) => {
      state.jobs = state.jobs.filter((job) => job.state !== 'uncertain');
      const papersWaitUntil = new Date(state.now() + 11 * 60_000).toISOString();
      state.overview.queue = queueCounts({ waiting: 3, printing: 1, papersWaitUntil });
      Object.assign(state.overview.printer, fakePrinterStates.paperOut);
    },
  },
  {
    name: 'no-printer',
    ready: '.state-attention',
    prepare: ({ state }) => {
      state.jobs = state.jobs.filter((job) => job.state !== 'uncertain');
      state.overview.queue = queueCounts();
      state.overview.printerDescription = 'virtual';
      state.settings.printer.address = 'virtual';
      Object.assign(state.overview.printer, fakePrinterStates.virtual);
    },
  },
  {
    name: 'late',
    panel: 'today',
    ready: '.expired',
    prepare: (agent) => withLatePapers(agent, 3),
  },
  {
    name: 'drawn',
    panel: 'today',
    ready: '.drawn',
    prepare: (agent) => withDrawnTickets(agent, 4),
    arrange: async (page) => {
      await page.locator('.drawn summary').click();
      await page.locator('.drawn .job-row').first().waitFor();
    },
  },
  {
    name: 'agent-gone',
    ready: '.state',
    arrange: async (page, server) => {
      await server.stop();
      await page.locator('.banner').waitFor();
    },
  },
  { name: 'journal', ready: '.windowed .job-row' },
  { name: 'test', ready: '.steps select' },
  { name: 'printer', ready: '.found-printer' },
  { name: 'connection', ready: '.token' },
  {
    name: 'refused',
    panel: 'connection',
    ready: '.refused',
    prepare: ({ state }) => {
      const at = (minutes: number) => new Date(state.now() - minutes * 60_000).toISOString();
      state.connection.tokenLastUsed = null;
      state.connection.refusedCallers = [
        { address: '192.168.1.20', count: 37, since: at(190), lastAt: at(2), hasToken: true },
        { address: '2001:db8:12:34:56:78:9abc:def0', count: 1, since: at(400), lastAt: at(400), hasToken: false },
      ];
      state.overview.notices = [
        {
          code: 'CALLERS_REFUSED',
          message:
            "Un appelant utilise un mauvais jeton : 192.168.1.20, 37 fois depuis 10:12. Est-ce l'ERP ? Alors donnez-lui le jeton de cette caisse : Connexion › « Réglages pour l'ERP ».",
        },
      ];
    },
    arrange: (page) => page.locator('.refused').scrollIntoViewIfNeeded(),
  },
  { name: 'shop', ready: '.paper-strip img' },
  { name: 'about', ready: '.facts' },
  {
    name: 'update',
    panel: 'about',
    ready: '.update progress',
    prepare: ({ state }) => {
      state.update.state = { name: 'downloading', version: '0.2.0', percent: 41 };
      state.startAtLogin = { enabled: true, byInstaller: true, problem: null };
    },
    arrange: async (page) => {
      await page.locator('.update summary').click();
      await page.locator('.update form').waitFor();
      await page.locator('.update').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'firewall',
    panel: 'connection',
    ready: '.firewall',
    prepare: ({ state }) => {
      state.settings.port = 9100;
      state.connection = { ...state.connection, port: 9100, urls: ['http://192.168.1.20:9100'] };
      state.firewall = {
        problem: {
          code: 'FIREWALL_OTHER_PORT',
          message:
            "Le pare-feu de Windows laisse passer le port 8080, et l'agent écoute sur 9100 : l'ERP ne peut pas l'appeler. Lancez la commande ci-dessous, ou relancez l'installateur avec --port=9100.",
        },
        command: 'netsh advfirewall firewall set rule name="SmartPOS Agent" new protocol=TCP localport=9100',
      };
    },
  },
  {
    name: 'welcome',
    ready: '.found-printer',
    prepare: (agent) => {
      agent.state.overview.welcomeDone = false;
    },
  },
  {
    name: 'login',
    ready: 'input[type=password]',
    prepare: (_agent, server) => {
      server.signedIn = false;
    },
  },
];
