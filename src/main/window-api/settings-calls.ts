import type { FoundPrinter, ImportedSettings, Overview, Picture, SettingsView } from '../../shared/bridge.ts';
import type { Calls } from '../../shared/bridge-calls.ts';
import { AgentError } from '../base/errors.ts';
import { whileHeld } from '../base/file-trouble.ts';
import type { Bitmap } from '../documents/receipt.ts';
import { drawBitmap } from '../drawing/logo.ts';
import { profiles } from '../escpos/profiles.ts';
import { changeSettings } from '../settings/change-settings.ts';
import { importPythonSettings, type PythonImport, type Refusals } from '../settings/import-python-settings.ts';
import type { Settings } from '../settings/settings.ts';
import { withoutPrinting } from '../settings/settings-keeper.ts';
import { createShopPreview } from './preview-shop.ts';
import { receiveLogo, removeLogos } from './save-logo.ts';
import { toPicture, type WindowApiOptions, type WindowEvents } from './window-api-options.ts';

/** Always there, and last: who has tried a real printer in vain must find back to it. */
const builtInPrinter: FoundPrinter = {
  address: 'virtual',
  name: 'Imprimante intégrée, sans papier',
  maker: null,
  serial: null,
  transport: 'virtual',
  usable: true,
  problem: null,
};

/** Printers, profiles and settings: what the technician chooses. */
export function createSettingsCalls(options: WindowApiOptions, events: WindowEvents, overview: () => Overview) {
  const { agent, settings, dataDir, updates } = options;
  const { change } = options.applier;
  const drawLogo = createLogoDrawing();
  const view = async (): Promise<SettingsView> => {
    const config = settings.resolve(settings.stored);
    const shown = settings.stopped === null ? config.settings : withoutPrinting(config.settings);
    return toSettingsView(shown, await drawLogo(agent.station.logo), config.fixed);
  };
  const changed = () => {
    events.emit({ type: 'settings-changed' });
    events.touch();
  };

  const removeLogo = async () => {
    await change(() => ({ stored: { ...settings.stored, logoFile: null }, logo: null }));
    await removeLogos(dataDir, null);
  };
  const replaceLogo = async (base64: string) => {
    const { name, bitmap, keep, undo, finish } = await receiveLogo(dataDir, base64);
    try {
      await change(async () => {
        await keep();
        return { stored: { ...settings.stored, logoFile: name }, logo: bitmap };
      });
    } catch (error) {
      await undo();
      throw error;
    }
    await finish();
  };

  return {
    listPrinters: async () => [...(await options.listPrinters()), builtInPrinter],
    listProfiles: () => Object.values(profiles).map(({ id, name, columns, cut }) => ({ id, name, columns, cut })),
    readSettings: view,
    saveSettings: async (patch) => {
      await change(() => {
        const { fixed, settings: effective } = settings.resolve(settings.stored);
        const stored = changeSettings(settings.stored, patch, { fixed, effective });
        return { stored, decidesPrinter: patch.printer !== undefined };
      });
      updates.settingsChanged();
      changed();
      return view();
    },
    saveLogo: async (choice) => {
      await (choice === null ? removeLogo() : replaceLogo(choice.base64));
      changed();
      return view();
    },
    previewShop: createShopPreview(options),
    importPythonSettings: async ({ text }) => {
      const imported = await importEnv(options, text);
      changed();
      return imported;
    },
    finishWelcome: async () => {
      await change(() => ({ stored: { ...settings.stored, welcomeDone: true } }));
      events.touch();
      return overview();
    },
  } satisfies Partial<Calls>;
}

/** Draws the logo in use once: every reading of the settings shows it. */
function createLogoDrawing(): (logo: Bitmap | null) => Promise<Picture | null> {
  const drawn = new WeakMap<Bitmap, Picture>();
  return async (logo) => {
    if (logo === null) {
      return null;
    }
    const picture = drawn.get(logo) ?? toPicture(await drawBitmap(logo));
    drawn.set(logo, picture);
    return picture;
  };
}

/** What the address may be refused for; the other lines are worth having all the same. */
const addressCodes = ['ADDRESS_UNAVAILABLE', 'PORT_IN_USE', 'PORT_FORBIDDEN'];

async function importEnv({ settings, applier, tokens }: WindowApiOptions, text: string): Promise<ImportedSettings> {
  const fixed = refusalsOfFixed(settings.resolve(settings.stored).fixed, tokens.state().source === 'environment');
  /** Laid over the settings as they are when its turn comes: another window may have saved some just before. */
  const take = (refusals: Refusals) =>
    applier.change(() => {
      const read = importPythonSettings(text, settings.stored, refusals);
      const decidesPrinter = read.settings.printer.address !== settings.stored.printer.address;
      return { ...read, stored: read.settings, decidesPrinter };
    });
  let read: PythonImport;
  try {
    read = await take(fixed);
  } catch (error) {
    if (!(error instanceof AgentError) || !addressCodes.includes(error.code)) {
      throw error;
    }
    const { code, message } = error;
    // The Python agent itself still listens there, or the address is another machine's.
    read = await take({ ...fixed, host: { code, message }, port: { code, message } });
  }
  const { token } = read;
  if (token !== null) await whileHeld(() => tokens.replace(token));
  return { taken: read.taken, refused: read.refused, tokenTaken: read.token !== null };
}

function refusalsOfFixed(fixed: readonly string[], isTokenFixed: boolean): Refusals {
  const problem = {
    code: 'SETTING_FIXED',
    message: "Décidé par une option ou une variable d'environnement : changez-le là où il est écrit.",
  };
  const paths = isTokenFixed ? [...fixed, 'token'] : fixed;
  return Object.fromEntries(paths.map((path) => [path, problem]));
}

/** The part of the settings that the window shows, without what only technicians write in the file. */
function toSettingsView(settings: Settings, logo: Picture | null, fixed: readonly string[]): SettingsView {
  const { host, port, printer, drawer, queue, journal, shop, language, updates } = settings;
  return {
    host,
    port,
    printer: {
      address: printer.address,
      enabled: printer.enabled,
      profile: printer.profile,
      columns: printer.columns,
      askStatus: printer.askStatus,
      confirm: printer.confirm,
    },
    drawer: { pin: drawer.pin, onMs: drawer.onMs, offMs: drawer.offMs, sensor: drawer.sensor },
    queue: { ticketTtlMinutes: queue.ticketTtlMinutes, drawerTtlSeconds: queue.drawerTtlSeconds },
    journal: { days: journal.days },
    shop: {
      name: shop.name,
      tagline: shop.tagline,
      addressLines: shop.addressLines,
      phone: shop.phone,
      thanks: shop.thanks,
      currency: shop.currency,
      locale: shop.locale,
    },
    language,
    updates: { enabled: updates.enabled, url: updates.url, publicKey: updates.publicKey },
    logo,
    fixed: [...fixed],
  };
}
