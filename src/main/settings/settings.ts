import * as z from 'zod';
import { languages } from '../../shared/bridge.ts';
import { isRecord } from '../documents/fields.ts';
import { shopSettingsSchema } from '../documents/shop.ts';

/** USB ids as the Python agent wrote them: hexadecimal, with or without `0x`; kept as `0x0471`. */
const usbIdSchema = z
  .string()
  .regex(/^(0x)?[0-9a-f]{1,4}$/i)
  .transform((text) => `0x${text.toLowerCase().replace(/^0x/, '').padStart(4, '0')}`);

const port = z.int().min(0).max(65_535);
const logLevels = ['debug', 'info', 'warn', 'error'] as const;

/** Everything a shop can set. The file holds only what differs from these defaults. */
export const settingsSchema = z.object({
  host: z.string().min(1).default('127.0.0.1'),
  port: port.default(8080),
  logLevel: z.enum(logLevels).default('info'),
  printer: z
    .object({
      /** `virtual`, `tcp://HOST:PORT`, `file:PATH`, `usb`, `usb:0471:0055`. */
      address: z.string().default('virtual'),
      enabled: z.boolean().default(true),
      profile: z.string().default('generic-58'),
      /** Null: the profile's own. */
      columns: z
        .union([z.literal(32), z.literal(42), z.literal(48)])
        .nullable()
        .default(null),
      vendorId: usbIdSchema.default('0x0471'),
      productId: usbIdSchema.default('0x0055'),
      /** As the Python agent had them, `timeoutMs` for `/status` to tell; this agent finds the interface and its times itself. */
      interface: z.int().min(0).max(255).default(0),
      timeoutMs: z.int().min(100).max(600_000).default(5_000),
      /** A status question can disturb some printers (odoo#66941): false never asks. */
      askStatus: z.boolean().default(true),
      /** So can a question behind a ticket: false never asks, and no ticket is ever called printed. */
      confirm: z.boolean().default(true),
    })
    .prefault({}),
  drawer: z
    .object({
      /** The connector's pin: 0 is pin 2, 1 is pin 5 (`m` of ESC p). */
      pin: z.union([z.literal(0), z.literal(1)]).default(0),
      onMs: z.int().min(2).max(510).default(50),
      offMs: z.int().min(2).max(510).default(500),
      /** What the drawer's sensor says when it is open; models differ. */
      sensor: z.enum(['unknown', 'open-when-high', 'open-when-low']).default('unknown'),
    })
    .prefault({}),
  queue: z
    .object({
      ticketTtlMinutes: z
        .number()
        .min(0.1)
        .max(7 * 24 * 60)
        .default(15),
      drawerTtlSeconds: z.number().min(1).max(60).default(10),
      maxWaiting: z.int().min(1).max(1_000_000).default(50_000),
    })
    .prefault({}),
  journal: z
    .object({
      days: z.number().min(1).max(3650).default(90),
      maxJobs: z.int().min(100).max(1_000_000).default(50_000),
    })
    .prefault({}),
  /** Updates by the application itself (docs/decisions/0013): off until a server and the key of its manifests are named. */
  updates: z
    .object({
      enabled: z.boolean().default(false),
      /** The folder with latest.yml: `https://…/`. */
      url: z
        .url({ protocol: /^https?$/ })
        .nullable()
        .default(null),
      /** Ed25519, as `npm run release -- --new-key` prints it (base64 of the SPKI form). */
      publicKey: z.string().nullable().default(null),
    })
    .prefault({}),
  shop: shopSettingsSchema.prefault({}),
  /** A PNG or JPEG drawn at the head of every receipt. */
  logoFile: z.string().nullable().default(null),
  /** The window's; null: the system's. */
  language: z.enum(languages).nullable().default(null),
  /** Whether the first start's three steps are done. */
  welcomeDone: z.boolean().default(false),
});

export type Settings = z.infer<typeof settingsSchema>;

const french = z.locales.fr().localeError;

/** What is wrong is said in French, as everything that the agent says. */
export function parseSettings(candidate: unknown): z.ZodSafeParseResult<Settings> {
  return settingsSchema.safeParse(candidate, { error: french });
}

/** As a settings file has them: any keys. */
export type SettingsTree = Record<string, unknown>;

/** What the file must hold for these settings, which is what differs from the defaults: `before` is what it held. */
export function toStored(
  settings: SettingsTree,
  before: SettingsTree,
  defaults: SettingsTree = settingsSchema.parse({}),
): SettingsTree {
  const stored: SettingsTree = Object.fromEntries(
    Object.entries(before).filter(([key]) => !Object.hasOwn(settings, key)),
  );
  for (const [key, value] of Object.entries(settings)) {
    const usual = defaults[key];
    if (isRecord(value)) {
      const inner = toStored(value, asTree(before[key]), asTree(usual));
      if (Object.keys(inner).length > 0) {
        stored[key] = inner;
      }
    } else if (JSON.stringify(value) !== JSON.stringify(usual)) {
      stored[key] = value;
    }
  }
  return stored;
}

function asTree(value: unknown): SettingsTree {
  return isRecord(value) ? value : {};
}
