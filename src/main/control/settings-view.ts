import type { Picture, SettingsView } from '../../shared/bridge.ts';
import type { Settings } from '../settings/settings.ts';

/** The part of the settings that the window shows, without what only technicians write in the file. */
export function toSettingsView(settings: Settings, logo: Picture | null, fixed: readonly string[]): SettingsView {
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
