import type { FoundPrinter, ProfileView } from '../../shared/bridge.ts';
import type { Translate } from '../../shared/words/translate.ts';

const knownProfiles = ['generic-58', 'generic-80', 'epson-80', 'xprinter-80', 'gprinter-58'] as const;

/** A model in the user's words; one that is newer than these words keeps the agent's French name. */
export function profileName({ id, name }: ProfileView, t: Translate): string {
  const known = knownProfiles.find((each) => each === id);
  return known === undefined ? name : t(`profile.${known}`);
}

/** The agent's name for a USB printer that does not say its own. */
const unnamedUsb = /^Imprimante USB ([0-9a-f]{4}:[0-9a-f]{4})$/i;

/** A real printer has the name that it gives itself; the built-in one, and one that gives none, are named here. */
export function printerName({ transport, name }: FoundPrinter, t: Translate): string {
  if (transport === 'virtual') return t('found.virtual');
  const [, id] = unnamedUsb.exec(name) ?? [];
  return id === undefined ? name : t('found.unnamedUsb', { id });
}
