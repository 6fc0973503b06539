import type { JobKind, JobState, JobView, Problem } from './job.ts';
import type { PrinterState } from './printer-state.ts';
import type { UpdateSettings, UpdateView } from './update.ts';

/**
 * What the window asks of the agent, one entry a question: over IPC in the tray application, over HTTP under `/ui/` in a
 * service. The agent answers both with the same code. Each call takes one argument, or none, and rejects with a Problem.
 * Times are ISO 8601 with a zone, amounts exact decimals in texts, pictures `data:` URLs of PNGs.
 */
export interface BridgeCalls {
  readOverview: Call<void, Overview>;
  /** Newest first. */
  listJobs: Call<JobSearch, JobPage>;
  readJob: Call<string, JobDetail>;
  /** The paper that the job made, or would make. */
  previewJob: Call<string, Picture>;
  cancelJob: Call<string, JobSummary>;
  retryJob: Call<string, JobSummary>;
  /** Gives the new job, marked DUPLICATA where something of the old one may be on paper. */
  reprintJob: Call<string, JobSummary>;
  /** A person has seen the paper of an uncertain job. */
  confirmJob: Call<string, JobSummary>;
  /** Tickets wait; a drawer still opens. Ends with the agent. */
  pausePrinting: Call<void, Overview>;
  resumePrinting: Call<void, Overview>;

  printTest: Call<void, JobSummary>;
  openDrawer: Call<void, JobSummary>;
  /** A page that shows each code page, the ruler of columns and the cut, encoded as the choice says; nothing is saved. */
  printCalibration: Call<CalibrationChoice, JobSummary>;

  readConnection: Call<void, Connection>;
  /** Asked for by a person, who sees it for 30 s. */
  revealToken: Call<void, { token: string }>;
  rotateToken: Call<{ graceHours: number }, Connection>;
  /** The lines that the ERP's server needs, the token included. */
  readErpSettings: Call<{ host: string }, { text: string }>;
  /** Calls the agent through its own addresses, as the ERP would. */
  testConnection: Call<void, ConnectionCheck[]>;

  listPrinters: Call<void, FoundPrinter[]>;
  listProfiles: Call<void, ProfileView[]>;
  readSettings: Call<void, SettingsView>;
  /** Applies at once, with jobs kept; refused as a whole when one value is wrong or the new address cannot be taken. */
  saveSettings: Call<SettingsPatch, SettingsView>;
  /** A PNG or JPEG of at most 1 MB as base64, or null to take it away. */
  saveLogo: Call<{ base64: string } | null, SettingsView>;
  /** A sample ticket with these shop settings, before they are saved. */
  previewShop: Call<ShopPatch, Picture>;
  /** The Python agent's `.env`: what was taken over and what was not. */
  importPythonSettings: Call<{ text: string }, ImportedSettings>;
  finishWelcome: Call<void, Overview>;

  /** CSV with a header, UTF-8 with byte-order mark, semicolons: opens in a French Excel. */
  exportJournal: Call<JobSearch, TextFile>;
  readAbout: Call<void, About>;
  /** A zip of logs, settings, versions and recent jobs, without token, customers or amounts. */
  createDiagnostics: Call<void, BinaryFile>;
  /** What to mend in Windows' firewall so that the ERP reaches the agent's port; null: nothing, or not known here. */
  readFirewall: Call<void, FirewallNotice | null>;
  /** What the system really has, not what was wished; null where there is no log-in (service). */
  readStartAtLogin: Call<void, StartAtLogin | null>;
  setStartAtLogin: Call<{ enabled: boolean }, StartAtLogin>;

  readUpdate: Call<void, UpdateView>;
  /** Asks the server now; what goes wrong is in the state. */
  checkForUpdate: Call<void, UpdateView>;
  /** Fetches what is available and installs it once nothing waits; answers at once, events tell the rest. */
  installUpdate: Call<void, UpdateView>;
  /** Runs the kept installer of the version before, once nothing waits. */
  goBack: Call<void, UpdateView>;
}

export interface Call<Argument, Answer> {
  argument: Argument;
  answer: Answer;
}

export type BridgeCallName = keyof BridgeCalls;
export type ArgumentOf<Name extends BridgeCallName> = BridgeCalls[Name]['argument'];
export type AnswerOf<Name extends BridgeCallName> = BridgeCalls[Name]['answer'];

/** A call's outcome, in a form that survives IPC: an Error would lose its code there. */
export type BridgeResult<Answer> = { ok: true; value: Answer } | { ok: false; problem: Problem };

/** What the agent tells the window without being asked. */
export type BridgeEvent =
  | { type: 'job-changed'; job: JobSummary }
  | { type: 'overview-changed'; overview: Overview }
  /** After saved settings or a rotated token, by whatever window. */
  | { type: 'settings-changed' }
  | { type: 'update-changed'; update: UpdateView };

/** The renderer's side of the bridge. */
export interface Bridge {
  readonly kind: 'window' | 'service';
  call<Name extends BridgeCallName>(name: Name, argument: ArgumentOf<Name>): Promise<AnswerOf<Name>>;
  /** Returns what ends it. Events missed while the link was down are made up for by `onReconnect`. */
  subscribe(onEvent: (event: BridgeEvent) => void, onReconnect?: () => void): () => void;
  copyText(text: string): Promise<void>;
}

/** `data:image/png;base64,…` */
export interface Picture {
  dataUrl: string;
  width: number;
  height: number;
}

export interface TextFile {
  fileName: string;
  text: string;
}

export interface BinaryFile {
  fileName: string;
  base64: string;
}

/** Who asked for a job. */
export type JobSource = 'erp' | 'window' | 'unknown';

export interface JobSummary extends JobView {
  /** What stands on the receipt as its total; null where there is none (drawer, test). */
  amount: string | null;
  currency: string;
  source: JobSource;
  /** The address that asked over HTTP. */
  source_address: string | null;
  customer_name: string | null;
}

export interface JobDetail extends JobSummary {
  timeline: { at: string; state: JobState; detail: string | null }[];
  /** Length of what went to the printer; null before it was encoded. */
  bytes: number | null;
  can: { cancel: boolean; retry: boolean; reprint: boolean; confirm: boolean };
}

export interface JobSearch {
  /** Part of an order number, or of a customer's name. */
  text?: string;
  states?: JobState[];
  kinds?: JobKind[];
  /** Days of the shop's calendar, both included: `2026-11-22`. */
  from?: string;
  to?: string;
  /** Decimals. */
  amountFrom?: string;
  amountTo?: string;
  /** At most 200; default 50. */
  limit?: number;
  /** The `next` of the page before. */
  before?: string;
}

export interface JobPage {
  jobs: JobSummary[];
  next: string | null;
}

export interface Overview {
  version: string;
  printer: PrinterState;
  /** `usb:0471:0055`, `tcp://…`, `virtual`, … as it is really used. */
  printerDescription: string;
  paused: boolean;
  queue: { waiting: number; printing: number; uncertain: number; failed: number };
  today: DayStatistics;
  /** What a person should know beside the printer: settings set aside, the port that could not be taken, …; the gravest first. */
  notices: Problem[];
  welcomeDone: boolean;
  /** Null: the system's. */
  language: Language | null;
}

export interface DayStatistics {
  /** `2026-11-22` */
  day: string;
  /** Confirmed by the printer, or handed over whole to one that cannot confirm. */
  printed: number;
  drawerOpenings: number;
  uncertain: number;
  failed: number;
  /** From acceptance to paper, of today's printed tickets; null when there is none. */
  medianSecondsToPaper: number | null;
  /** Printed tickets for each hour of the day, 24 numbers. */
  byHour: number[];
}

export const languages = ['fr', 'ar', 'en'] as const;
export type Language = (typeof languages)[number];

export interface CalibrationChoice {
  profile: string;
  columns: 32 | 42 | 48;
}

export interface Connection {
  host: string;
  port: number;
  /** Whether other machines can reach the agent. */
  network: boolean;
  /** This machine's addresses, to choose from; loopback not among them. */
  interfaces: { name: string; address: string }[];
  urls: string[];
  /** Where the token comes from; one given by flag or environment cannot be rotated here. */
  tokenSource: 'file' | 'keyring' | 'environment';
  /** Why the token is not in the system's key ring, where it could be. */
  tokenNote: Problem | null;
  tokenLastUsed: { at: string; address: string } | null;
  /** Who was refused since the agent started, for a wrong token or for none; the last one first. */
  refusedCallers: { address: string; count: number; since: string; lastAt: string; hasToken: boolean }[];
  /** The token before, while it still works. */
  oldToken: { validUntil: string; lastUsed: { at: string; address: string } | null } | null;
}

export interface ConnectionCheck {
  id: 'listening' | 'own-address' | 'network-address' | 'token' | 'callers' | 'printer';
  ok: boolean;
  /** A stable code, and a French sentence that says what was found and what to do. */
  code: string;
  message: string;
  url: string | null;
}

export interface FoundPrinter {
  address: string;
  name: string;
  maker: string | null;
  serial: string | null;
  transport: string;
  usable: boolean;
  problem: Problem | null;
}

export interface ProfileView {
  id: string;
  name: string;
  columns: number;
  cut: 'partial' | 'full' | 'none';
}

/** The settings that the window shows; the rest of the file stays as it is. */
export interface SettingsView {
  host: string;
  port: number;
  printer: { address: string; enabled: boolean; profile: string; columns: 32 | 42 | 48 | null; askStatus: boolean };
  drawer: { pin: 0 | 1; onMs: number; offMs: number; sensor: 'unknown' | 'open-when-high' | 'open-when-low' };
  queue: { ticketTtlMinutes: number; drawerTtlSeconds: number };
  journal: { days: number };
  shop: {
    name: string;
    tagline: string;
    addressLines: string[];
    phone: string;
    thanks: string[];
    currency: string;
    locale: Language;
  };
  language: Language | null;
  updates: UpdateSettings;
  logo: Picture | null;
  /** Fields that a flag or the environment decides: the window shows them and cannot change them. */
  fixed: string[];
}

export type ShopPatch = Partial<SettingsView['shop']>;

export interface SettingsPatch {
  host?: string;
  port?: number;
  printer?: Partial<SettingsView['printer']>;
  drawer?: Partial<SettingsView['drawer']>;
  queue?: Partial<SettingsView['queue']>;
  journal?: Partial<SettingsView['journal']>;
  shop?: ShopPatch;
  language?: Language | null;
  updates?: Partial<UpdateSettings>;
}

export interface ImportedSettings {
  /** Names of the `.env`'s lines that were taken over, and that were not, each with the reason. */
  taken: string[];
  refused: { name: string; problem: Problem }[];
  tokenTaken: boolean;
}

export interface About {
  version: string;
  electron: string | null;
  node: string;
  system: string;
  dataDir: string;
  logFiles: string[];
  licence: string;
}

export interface FirewallNotice {
  problem: Problem;
  /** For a command prompt of an administrator's. */
  command: string;
}

export interface StartAtLogin {
  enabled: boolean;
  /** The installer's, for every account of the machine: not changed here. */
  byInstaller: boolean;
  /** Why it is not as it was wished: the system's own setting, a missing right. */
  problem: Problem | null;
}
