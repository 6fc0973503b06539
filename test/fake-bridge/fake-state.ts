import { profiles } from '../../src/main/escpos/profiles.ts';
import type {
  Connection,
  FoundPrinter,
  Overview,
  ProfileView,
  QueueCounts,
  SettingsView,
} from '../../src/shared/bridge.ts';
import type { PrinterState } from '../../src/shared/printer-state.ts';
import type { UpdateView } from '../../src/shared/update.ts';

export const fakeToken = 'sp-9f3c71a85d0e4b62b7c4a1e6f2d8903c';

/** The printer's states that a cashier meets, in the agent's own words. */
export const fakePrinterStates = {
  ready: { condition: 'ready', reasons: [], code: 'PRINTER_READY', message: "L'imprimante est prête." },
  busy: { condition: 'busy', reasons: [], code: 'PRINTER_BUSY', message: 'Impression en cours.' },
  paperOut: {
    condition: 'blocked',
    reasons: ['media-empty'],
    code: 'PAPER_OUT',
    message: "Plus de papier : mettez un rouleau neuf, l'impression reprendra toute seule.",
  },
  offline: {
    condition: 'offline',
    reasons: [],
    code: 'PRINTER_OFFLINE',
    message:
      "L'imprimante USB 0471:0055 n'est pas branchée : vérifiez qu'elle est allumée et que son câble est branché.",
  },
  disabled: {
    condition: 'disabled',
    reasons: [],
    code: 'PRINTER_DISABLED',
    message: "L'impression est désactivée : activez-la dans la rubrique Imprimante.",
  },
  virtual: {
    condition: 'virtual',
    reasons: [],
    code: 'NO_PRINTER_CHOSEN',
    message:
      'Aucune imprimante choisie : les tickets sont seulement dessinés, rien ne sort sur papier. Choisissez-la dans la rubrique Imprimante.',
  },
} as const satisfies Record<
  string,
  Pick<PrinterState, 'code' | 'message' | 'condition'> & { reasons: readonly string[] }
>;

export function queueCounts(change: Partial<QueueCounts> = {}): QueueCounts {
  return { waiting: 0, printing: 0, uncertain: 0, failed: 0, expired: 0, papersWaitUntil: null, ...change };
}

export function makeFakeOverview(now: number): Overview {
  const since = new Date(now - 3_600_000).toISOString();
  return {
    version: '0.1.0',
    printer: { ...fakePrinterStates.ready, reasons: [], drawer: 'closed', since },
    printerDescription: 'usb:0471:0055',
    paused: false,
    queue: queueCounts({ uncertain: 1, failed: 1 }),
    drawnToPrint: 0,
    today: {
      day: since.slice(0, 10),
      printed: 163,
      drawn: 0,
      drawerOpenings: 41,
      uncertain: 1,
      failed: 1,
      expired: 0,
      drawersExpired: 0,
      medianSecondsToPaper: 1.4,
      byHour: [0, 0, 0, 0, 0, 0, 0, 2, 9, 17, 22, 31, 38, 19, 25, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    },
    notices: [],
    welcomeDone: true,
    language: null,
  };
}

export function makeFakeConnection(now: number): Connection {
  return {
    host: '0.0.0.0',
    port: 8080,
    network: true,
    interfaces: [
      { name: 'Ethernet', address: '192.168.1.20' },
      { name: 'WireGuard', address: '10.8.0.4' },
    ],
    urls: ['http://192.168.1.20:8080', 'http://10.8.0.4:8080'],
    tokenSource: 'file',
    tokenNote: null,
    tokenLastUsed: { at: new Date(now - 40_000).toISOString(), address: '203.0.113.24' },
    refusedCallers: [],
    oldToken: null,
  };
}

/** A real one; nobody has kept its other half. */
export const fakePublicKey = 'MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=';

/** A till with something to install and something to go back to. */
export function makeFakeUpdate(now: number): UpdateView {
  return {
    state: {
      name: 'available',
      version: '0.2.0',
      notes: 'Le tiroir s’ouvre plus vite.\nNouveaux modèles d’imprimantes.',
    },
    currentVersion: '0.1.0',
    previousVersion: '0.0.9',
    checkedAt: new Date(now - 600_000).toISOString(),
  };
}

export function makeFakeSettings(): SettingsView {
  return {
    host: '0.0.0.0',
    port: 8080,
    printer: {
      address: 'usb:0471:0055',
      enabled: true,
      profile: 'generic-58',
      columns: null,
      askStatus: true,
      confirm: true,
    },
    drawer: { pin: 0, onMs: 50, offMs: 500, sensor: 'unknown' },
    queue: { ticketTtlMinutes: 15, drawerTtlSeconds: 10 },
    journal: { days: 90 },
    shop: {
      name: 'Fée Maison',
      tagline: 'Pâtisserie traditionnelle',
      addressLines: ['12, rue Didouche Mourad', '16000 Alger-Centre'],
      phone: '+213 21 63 45 12',
      thanks: ['Merci de votre visite'],
      currency: 'DA',
      locale: 'fr',
    },
    language: null,
    updates: { enabled: true, url: 'https://updates.example/smartpos/', publicKey: fakePublicKey },
    logo: null,
    fixed: [],
  };
}

export const fakeProfiles: ProfileView[] = Object.values(profiles).map(({ id, name, columns }) => ({
  id,
  name,
  columns,
  cut: columns === 32 ? 'none' : 'partial',
}));

export const fakeFoundPrinters: FoundPrinter[] = [
  {
    address: 'usb:0471:0055',
    name: 'POS-58 USB Thermal Printer',
    maker: 'Philips',
    serial: 'A1B2C3',
    transport: 'usb',
    usable: true,
    problem: null,
  },
  {
    address: 'usb:04b8:0e15',
    name: 'TM-T20II',
    maker: 'EPSON',
    serial: null,
    transport: 'usb',
    usable: false,
    problem: {
      code: 'PRINTER_PERMISSION',
      message: "L'imprimante USB 04b8:0e15 : accès refusé par Linux. Installez la règle udev fournie.",
    },
  },
  {
    address: 'virtual',
    name: 'Imprimante intégrée, sans papier',
    maker: null,
    serial: null,
    transport: 'virtual',
    usable: true,
    problem: null,
  },
];
