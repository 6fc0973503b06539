import type { About, ConnectionCheck, ImportedSettings, SettingsView } from '../../src/shared/bridge.ts';
import type { SettingsPatch } from '../../src/shared/bridge-calls.ts';

export const fakeChecks: ConnectionCheck[] = [
  {
    id: 'listening',
    ok: true,
    code: 'LISTENING',
    message: "L'agent répond sur http://127.0.0.1:8080.",
    url: 'http://127.0.0.1:8080',
  },
  {
    id: 'network-address',
    ok: false,
    code: 'FIREWALL_SUSPECTED',
    message:
      "http://192.168.1.20:8080 ne répond pas (ETIMEDOUT), alors que l'agent répond sur cette machine : un pare-feu le bloque sans doute.",
    url: 'http://192.168.1.20:8080',
  },
  {
    id: 'token',
    ok: true,
    code: 'TOKEN_ACCEPTED',
    message: "Le jeton est accepté. L'ERP doit envoyer le même.",
    url: null,
  },
  { id: 'printer', ok: true, code: 'PRINTER_READY', message: "L'imprimante est prête.", url: null },
];

export const fakeAbout: About = {
  version: '0.1.0',
  electron: '45.4.1',
  node: '24.21.0',
  system: 'Windows 11 (10.0.26100) x64',
  dataDir: 'C:\\Users\\Caisse\\AppData\\Roaming\\SmartPOS Agent',
  logFiles: ['C:\\Users\\Caisse\\AppData\\Roaming\\SmartPOS Agent\\logs\\agent.1.log'],
  licence: 'MIT',
};

/** The settings that those lines decide: the port, and the USB printer that the ids name. */
export function fakeImportPatch(text: string, { port }: SettingsView): SettingsPatch {
  const line = (name: string) => new RegExp(`^${name}=(?:0x)?(.+?)\\r?$`, 'm').exec(text)?.[1];
  const [vendor, product] = [line('PRINTER_VENDOR_ID'), line('PRINTER_PRODUCT_ID')];
  return {
    port: Number(line('PRINTER_AGENT_PORT') ?? port),
    ...(vendor === undefined || product === undefined ? {} : { printer: { address: `usb:${vendor}:${product}` } }),
  };
}

/** Takes every `PRINTER_` line, refuses every other; the real one checks the values. */
export function fakeImport(text: string): ImportedSettings {
  const names = text.split('\n').flatMap((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? []);
  return {
    taken: names.filter((name) => name.startsWith('PRINTER_')),
    refused: names
      .filter((name) => !name.startsWith('PRINTER_'))
      .map((name) => ({
        name,
        problem: {
          code: 'NOT_FOR_THE_TILL',
          message: "Cette ligne ne concerne pas la caisse : elle reste dans l'ERP.",
        },
      })),
    tokenTaken: names.includes('PRINTER_AGENT_TOKEN'),
  };
}
