import * as z from 'zod';
import {
  type About,
  type BinaryFile,
  type Connection,
  type ConnectionCheck,
  type FirewallNotice,
  type FoundPrinter,
  type ImportedSettings,
  type JobDetail,
  type JobPage,
  type JobSummary,
  type Language,
  languages,
  type Overview,
  type Picture,
  type ProfileView,
  type Round,
  type SettingsView,
  type StartAtLogin,
  type TextFile,
} from './bridge.ts';
import { decisions, jobKinds, jobStates } from './job.ts';
import type { UpdateSettings, UpdateView } from './update.ts';

/** A call without an argument ignores what is sent. */
const none: z.ZodType<void> = z.unknown().transform(() => undefined);
const id = z.string().min(1).max(100);
const day = z.iso.date();
const amount = z
  .string()
  .regex(/^-?\d{1,15}([.,]\d{1,6})?$/)
  .transform((text) => text.replace(',', '.'));
const line = z.string().max(200);

export type JobSearch = z.output<typeof jobSearch>;
const jobSearch = z.strictObject({
  /** Part of an order number, or of a customer's name. */
  text: z.string().max(200).exactOptional(),
  states: z.array(z.enum(jobStates)).max(20).exactOptional(),
  kinds: z.array(z.enum(jobKinds)).max(20).exactOptional(),
  /** Days of the shop's calendar, both included: `2026-11-22`. */
  from: day.exactOptional(),
  to: day.exactOptional(),
  /** Decimals. */
  amountFrom: amount.exactOptional(),
  amountTo: amount.exactOptional(),
  /** Exactly this one; null: none. */
  decision: z.enum(decisions).nullable().exactOptional(),
  /** Default 50. */
  limit: z.int().min(1).max(200).exactOptional(),
  /** The `next` of the page before. */
  before: z
    .string()
    .regex(/^[1-9]\d{0,15}$/)
    .exactOptional(),
});

export type CalibrationChoice = z.output<typeof calibrationChoice>;
const calibrationChoice = z.strictObject({ profile: z.string().max(100), columns: z.literal([32, 42, 48]) });

export type ShopPatch = z.output<typeof shopPatch>;
const shopPatch = z.strictObject({
  name: line.exactOptional(),
  tagline: line.exactOptional(),
  addressLines: z.array(line).max(10).exactOptional(),
  phone: line.exactOptional(),
  thanks: z.array(line).max(10).exactOptional(),
  currency: z.string().max(8).exactOptional(),
  locale: z.enum(languages).exactOptional(),
});

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
/** Settings are checked by their own schema, as a whole and later, so that a refusal names the field. */
const settingsPatch: z.ZodType<SettingsPatch> = z.record(z.string(), z.unknown());

/** What a call answers, for the compiler alone: nothing of it is there at run time. */
interface Answer<Type> {
  readonly type?: Type;
}
const answer = <Type>(): Answer<Type> => ({});
const call = <Argument extends z.ZodType, Type>(argument: Argument, type: Answer<Type>) => ({ argument, answer: type });

/**
 * What the window asks of the agent, one entry a question: over IPC in the tray application, over HTTP under `/ui/` in a
 * service. The agent answers both with the same code. Each call takes one argument, or none, and rejects with a Problem.
 * Times are ISO 8601 with a zone, amounts exact decimals in texts, pictures `data:` URLs of PNGs.
 *
 * This is the only declaration of a call; types, checks and channels follow from it. A new call is an entry here, its
 * implementation in src/main/window-api, and its literal line in src/preload/preload.ts; the compiler asks for the last
 * two, and for an answer of the tests' fake agent. What comes from a window is unknown, whatever the types say: it is
 * parsed by the schema. The page and its preload import types alone from here: no schema travels with them.
 */
export const bridgeCalls = {
  readOverview: call(none, answer<Overview>()),
  /** Newest first. */
  listJobs: call(jobSearch, answer<JobPage>()),
  readJob: call(id, answer<JobDetail>()),
  /** The paper that the job made, or would make. */
  previewJob: call(id, answer<Picture>()),
  cancelJob: call(id, answer<JobSummary>()),
  /** What failed, or a paper that expired: back into the queue. */
  retryJob: call(id, answer<JobSummary>()),
  /** All expired papers about which nobody has decided; at most some hundreds at a time. */
  retryExpired: call(none, answer<Round>()),
  /** An expired or drawn paper that nobody wants any more: it is not offered again. */
  leaveJob: call(id, answer<JobSummary>()),
  leaveExpired: call(none, answer<Round>()),
  /** Tickets and cash-outs of the last 24 h that were only drawn and about which nobody has decided, newest first, 50 at most. */
  listDrawn: call(none, answer<JobSummary[]>()),
  /** As first prints, without DUPLICATA. */
  printDrawn: call(none, answer<Round>()),
  leaveDrawn: call(none, answer<Round>()),
  /** Gives the new job, marked DUPLICATA where something of the old one may be on paper. */
  reprintJob: call(id, answer<JobSummary>()),
  /** A person has seen the paper of an uncertain job. */
  confirmJob: call(id, answer<JobSummary>()),
  /** Tickets wait; a drawer still opens. Ends with the agent. */
  pausePrinting: call(none, answer<Overview>()),
  resumePrinting: call(none, answer<Overview>()),
  /** What a person knows of the printer: it was replaced by another one, or is one though it does not speak like one. */
  judgePrinter: call(z.enum(['replaced', 'is-printer']), answer<Overview>()),

  printTest: call(none, answer<JobSummary>()),
  openDrawer: call(none, answer<JobSummary>()),
  /** A page that shows each code page, the ruler of columns and the cut, encoded as the choice says; nothing is saved. */
  printCalibration: call(calibrationChoice, answer<JobSummary>()),

  readConnection: call(none, answer<Connection>()),
  /** Asked for by a person, who sees it for 30 s. */
  revealToken: call(none, answer<{ token: string }>()),
  rotateToken: call(
    z.strictObject({
      graceHours: z
        .number()
        .min(0)
        .max(31 * 24),
    }),
    answer<Connection>(),
  ),
  /** The lines that the ERP's server needs, the token included. */
  readErpSettings: call(z.strictObject({ host: z.string().max(300) }), answer<{ text: string }>()),
  /** Calls the agent through its own addresses, as the ERP would. */
  testConnection: call(none, answer<ConnectionCheck[]>()),

  listPrinters: call(none, answer<FoundPrinter[]>()),
  listProfiles: call(none, answer<ProfileView[]>()),
  readSettings: call(none, answer<SettingsView>()),
  /** Applies at once, with jobs kept; refused as a whole when one value is wrong or the new address cannot be taken. */
  saveSettings: call(settingsPatch, answer<SettingsView>()),
  /** A PNG or JPEG of at most 1 MB as base64, or null to take it away. */
  saveLogo: call(z.strictObject({ base64: z.base64().max(1_400_000) }).nullable(), answer<SettingsView>()),
  /** A sample ticket with these shop settings, before they are saved. */
  previewShop: call(shopPatch, answer<Picture>()),
  /** The Python agent's `.env`: what was taken over and what was not. */
  importPythonSettings: call(z.strictObject({ text: z.string().max(256 * 1024) }), answer<ImportedSettings>()),
  finishWelcome: call(none, answer<Overview>()),

  /** CSV with a header, UTF-8 with byte-order mark, semicolons: opens in a French Excel. */
  exportJournal: call(jobSearch, answer<TextFile>()),
  readAbout: call(none, answer<About>()),
  /** A zip of logs, settings, versions and recent jobs, without token, customers or amounts. */
  createDiagnostics: call(none, answer<BinaryFile>()),
  /** What to mend in Windows' firewall so that the ERP reaches the agent's port; null: nothing, or not known here. */
  readFirewall: call(none, answer<FirewallNotice | null>()),
  /** What the system really has, not what was wished; null where there is no log-in (service). */
  readStartAtLogin: call(none, answer<StartAtLogin | null>()),
  setStartAtLogin: call(z.strictObject({ enabled: z.boolean() }), answer<StartAtLogin>()),

  readUpdate: call(none, answer<UpdateView>()),
  /** Asks the server now; what goes wrong is in the state. */
  checkForUpdate: call(none, answer<UpdateView>()),
  /** Fetches what is available and installs it once nothing waits; answers at once, events tell the rest. */
  installUpdate: call(none, answer<UpdateView>()),
  /** Runs the kept installer of the version before, once nothing waits. */
  goBack: call(none, answer<UpdateView>()),
};

export type BridgeCallName = keyof typeof bridgeCalls;
export type ArgumentOf<Name extends BridgeCallName> = z.output<(typeof bridgeCalls)[Name]['argument']>;
export type AnswerOf<Name extends BridgeCallName> =
  (typeof bridgeCalls)[Name]['answer'] extends Answer<infer Type> ? Type : never;

/** Every call with what answers it, its argument parsed. */
export type Calls = {
  [Name in BridgeCallName]: (argument: ArgumentOf<Name>) => AnswerOf<Name> | Promise<AnswerOf<Name>>;
};
