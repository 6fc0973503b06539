import { isDeepStrictEqual } from 'node:util';
import type { Problem } from '../../shared/job.ts';
import { AgentError } from '../base/errors.ts';
import type { Bitmap } from '../documents/receipt.ts';
import type { PrinterProfile } from '../escpos/profile.ts';
import { findProfile, withColumns } from '../escpos/profiles.ts';
import type { QueueLimits } from '../jobs/queue.ts';
import { type PrinterAddress, parsePrinterAddress } from '../printers/printer-address.ts';
import type { Settings } from '../settings/settings.ts';

/** Settings with what they mean: the printer's model and where it is. */
export interface UnderstoodSettings {
  settings: Settings;
  logo: Bitmap | null;
  profile: PrinterProfile;
  address: PrinterAddress;
  /** Why nothing is printed, whatever the settings say; null: they decide. */
  stopped: Problem | null;
}

/**
 * Everything about settings that can be wrong by itself is found here, before anything is touched.
 *
 * @throws AgentError `INVALID_SETTING`, `INVALID_PRINTER`
 */
export function understandSettings(
  settings: Settings,
  logo: Bitmap | null,
  stopped: Problem | null = null,
): UnderstoodSettings {
  const address = parsePrinterAddress(settings.printer.address);
  return { settings, logo, profile: chooseProfile(settings), address, stopped };
}

/** How long jobs may wait, and how many. */
export function queueLimits({ queue }: Settings): QueueLimits {
  return {
    ticketTtlMs: queue.ticketTtlMinutes * 60_000,
    drawerTtlMs: queue.drawerTtlSeconds * 1000,
    maxWaiting: queue.maxWaiting,
  };
}

/** Shop, limits, logo and the drawer's pulse need none: the link stays. */
export function needsNewPrinter(wanted: UnderstoodSettings, before: UnderstoodSettings): boolean {
  const decisive = ({ address, profile, settings, stopped }: UnderstoodSettings) => ({
    address,
    profile,
    stopped,
    enabled: settings.printer.enabled,
    sensor: settings.drawer.sensor,
  });
  return !isDeepStrictEqual(decisive(wanted), decisive(before));
}

/** The virtual printer is what its profile says: another profile is another printer, with another roll of paper. */
export function canKeepConnector(wanted: UnderstoodSettings, before: UnderstoodSettings): boolean {
  return (
    isDeepStrictEqual(wanted.address, before.address) &&
    (wanted.address.kind !== 'virtual' || isDeepStrictEqual(wanted.profile, before.profile))
  );
}

function chooseProfile({ printer: { profile: id, columns, askStatus, confirm } }: Settings): PrinterProfile {
  const known = findProfile(id);
  if (known === undefined) {
    throw new AgentError('INVALID_SETTING', `Le profil d'imprimante « ${id} » n'existe pas.`);
  }
  const profile = columns === null ? known : withColumns(known, columns);
  return { ...profile, ...(!askStatus && { statusQueries: [] }), ...(!confirm && { fence: 'none' }) };
}
