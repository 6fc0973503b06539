import type { PrinterProfile } from './profile.ts';
import { epson80 } from './profiles/epson-80.ts';
import { generic58 } from './profiles/generic-58.ts';
import { generic80 } from './profiles/generic-80.ts';
import { gprinter58 } from './profiles/gprinter-58.ts';
import { xprinter80 } from './profiles/xprinter-80.ts';

export const defaultProfileId = generic58.id;

/** Every known model by its id. */
export const profiles: Readonly<Record<string, PrinterProfile>> = Object.fromEntries(
  [generic58, generic80, epson80, xprinter80, gprinter58].map((profile) => [profile.id, profile]),
);

/** Undefined when no profile has this id. */
export function findProfile(id: string): PrinterProfile | undefined {
  return Object.hasOwn(profiles, id) ? profiles[id] : undefined;
}

/** 42 columns of 12 dots take 504 of these printers' 512 dots. */
const dotsForColumns: Readonly<Record<PrinterProfile['columns'], number>> = { 32: 384, 42: 512, 48: 576 };

/** The same model with another paper width. */
export function withColumns(profile: PrinterProfile, columns: PrinterProfile['columns']): PrinterProfile {
  return profile.columns === columns ? profile : { ...profile, columns, dots: dotsForColumns[columns] };
}
