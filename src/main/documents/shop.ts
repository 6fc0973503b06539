import * as z from 'zod';
import { languages } from '../../shared/bridge.ts';
import { cleanText } from './clean-text.ts';

/** One printed line that the technician types; wrapped by the printer's width, so generous. */
const line = z
  .string()
  .max(200)
  .overwrite((text) => cleanText(text, { lines: false }));

/** What the receipts say of the shop. `shopSettingsSchema.parse({})` is the shop that the Python agent printed. */
export const shopSettingsSchema = z.object({
  /** Printed in bold, double height; blank: no name (the logo may hold it). */
  name: line.default('Fée Maison'),
  tagline: line.default('Pâtisserie Traditionnelle'),
  addressLines: z.array(line).max(10).default([]),
  /** Blank: no line. */
  phone: line.default(''),
  /** The last lines of a ticket. */
  thanks: z.array(line).max(10).default(['Merci de votre visite', 'À bientôt']),
  currency: line.pipe(z.string().max(8)).default('DA'),
  /** The language of the receipts' own words. */
  locale: z.enum(languages).default('fr'),
  /** IANA name, as « Africa/Algiers »; absent: the machine's. */
  timeZone: z.string().refine(isTimeZone, 'Fuseau horaire inconnu').optional(),
});

export type ShopSettings = z.infer<typeof shopSettingsSchema>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('fr', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** « 22/11/2026 14:05 », in Latin digits for every language. `timeZone` is an IANA name; undefined: the machine's. */
export function formatDateTime(date: Date, timeZone: string | undefined): string {
  if (timeZone === undefined) {
    const two = (value: number) => String(value).padStart(2, '0');
    const day = `${two(date.getDate())}/${two(date.getMonth() + 1)}/${date.getFullYear()}`;
    return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
  }
  const format = new Intl.DateTimeFormat('en-GB-u-ca-gregory-nu-latn', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  });
  const parts = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
  return `${parts.day}/${parts.month}/${parts.year} ${parts.hour}:${parts.minute}`;
}
