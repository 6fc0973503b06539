import * as z from 'zod';
import { cleanText } from './clean-text.ts';
import { locales } from './money.ts';

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
  locale: z.enum(locales).default('fr'),
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
