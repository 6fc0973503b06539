import type { Decision, JobState, JobView, Problem } from './job.ts';
import type { PrinterState } from './printer-state.ts';
import type { UpdateSettings, UpdateView } from './update.ts';

/** A call's outcome, in a form that survives IPC: an Error would lose its code there. */
export type BridgeResult<Answer> = { ok: true; value: Answer } | { ok: false; problem: Problem };

/** What the agent tells the window without being asked. */
export type BridgeEvent =
  | { type: 'job-changed'; job: JobSummary }
  | { type: 'overview-changed'; overview: Overview }
  /** After saved settings or a rotated token, by whatever window. */
  | { type: 'settings-changed' }
  | { type: 'update-changed'; update: UpdateView };

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
  /** Null: nobody has decided anything, nor has to. */
  decision: Decision | null;
}

export interface JobDetail extends JobSummary {
  timeline: { at: string; state: JobState; detail: string | null }[];
  /** Length of what went to the printer; null before it was encoded. */
  bytes: number | null;
  can: { cancel: boolean; retry: boolean; reprint: boolean; confirm: boolean };
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
  queue: QueueCounts;
  /** Tickets and cash-outs of the last 24 h that were only drawn, for the printer that is chosen now; 0 without one. */
  drawnToPrint: number;
  today: DayStatistics;
  /** What a person should know beside the printer: settings set aside, the port that could not be taken, …; the gravest first. */
  notices: Problem[];
  welcomeDone: boolean;
  /** Null: the system's. */
  language: Language | null;
}

export interface QueueCounts {
  waiting: number;
  printing: number;
  uncertain: number;
  failed: number;
  /** Papers that waited too long, and about which nobody has decided yet. */
  expired: number;
  /** ISO 8601: when the first of the papers that wait will not come out by itself any more. Null: none waits. */
  papersWaitUntil: string | null;
}

/** What was done for several jobs at once; `left` of them are still to be decided. */
export interface Round {
  done: number;
  left: number;
}

export interface DayStatistics {
  /** `2026-11-22` */
  day: string;
  /** Confirmed by the printer, or handed over whole to one that cannot confirm. */
  printed: number;
  /** By the built-in printer: not on paper. */
  drawn: number;
  drawerOpenings: number;
  uncertain: number;
  failed: number;
  /** Papers that waited too long; */
  expired: number;
  /** and drawers that did, which are not opened late. */
  drawersExpired: number;
  /** From acceptance to paper, of today's printed tickets; null when there is none. */
  medianSecondsToPaper: number | null;
  /** Printed tickets for each hour of the day, 24 numbers. */
  byHour: number[];
}

export const languages = ['fr', 'ar', 'en'] as const;
export type Language = (typeof languages)[number];

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
  printer: {
    address: string;
    enabled: boolean;
    profile: string;
    columns: 32 | 42 | 48 | null;
    askStatus: boolean;
    confirm: boolean;
  };
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
