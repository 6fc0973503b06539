import * as z from 'zod';
import { type ArgumentOf, type BridgeCallName, languages } from '../../shared/bridge.ts';
import { jobKinds, jobStates } from '../../shared/job.ts';

/** What comes from a window is unknown: IPC and HTTP carry anything. A call without an argument ignores what is sent. */
const none = z.unknown().transform(() => undefined);
const id = z.string().min(1).max(100);
const day = z.iso.date();
const amount = z
  .string()
  .regex(/^-?\d{1,15}([.,]\d{1,6})?$/)
  .transform((text) => text.replace(',', '.'));
const line = z.string().max(200);

const search = z.strictObject({
  text: z.string().max(200).exactOptional(),
  states: z.array(z.enum(jobStates)).max(20).exactOptional(),
  kinds: z.array(z.enum(jobKinds)).max(20).exactOptional(),
  from: day.exactOptional(),
  to: day.exactOptional(),
  amountFrom: amount.exactOptional(),
  amountTo: amount.exactOptional(),
  limit: z.int().min(1).max(200).exactOptional(),
  before: z
    .string()
    .regex(/^[1-9]\d{0,15}$/)
    .exactOptional(),
});

const shop = z.strictObject({
  name: line.exactOptional(),
  tagline: line.exactOptional(),
  addressLines: z.array(line).max(10).exactOptional(),
  phone: line.exactOptional(),
  thanks: z.array(line).max(10).exactOptional(),
  currency: z.string().max(8).exactOptional(),
  locale: z.enum(languages).exactOptional(),
});

type Schemas = { [Name in BridgeCallName]: z.ZodType<ArgumentOf<Name>> };

/** One schema a call. Settings are checked by their own, as a whole, so that a refusal names the field. */
export const callArguments: Schemas = {
  readOverview: none,
  listJobs: search,
  readJob: id,
  previewJob: id,
  cancelJob: id,
  retryJob: id,
  reprintJob: id,
  confirmJob: id,
  pausePrinting: none,
  resumePrinting: none,
  printTest: none,
  openDrawer: none,
  printCalibration: z.strictObject({
    profile: z.string().max(100),
    columns: z.union([z.literal(32), z.literal(42), z.literal(48)]),
  }),
  readConnection: none,
  revealToken: none,
  rotateToken: z.strictObject({
    graceHours: z
      .number()
      .min(0)
      .max(31 * 24),
  }),
  readErpSettings: z.strictObject({ host: z.string().max(300) }),
  testConnection: none,
  listPrinters: none,
  listProfiles: none,
  readSettings: none,
  saveSettings: z.record(z.string(), z.unknown()),
  saveLogo: z.strictObject({ base64: z.base64().max(1_400_000) }).nullable(),
  previewShop: shop,
  importPythonSettings: z.strictObject({ text: z.string().max(256 * 1024) }),
  finishWelcome: none,
  exportJournal: search,
  readAbout: none,
  createDiagnostics: none,
  readFirewall: none,
  readStartAtLogin: none,
  setStartAtLogin: z.strictObject({ enabled: z.boolean() }),
  readUpdate: none,
  checkForUpdate: none,
  installUpdate: none,
  goBack: none,
};
