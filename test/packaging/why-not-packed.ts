import { whyNoInstallerProof } from '../../scripts/packaging/proof-directory.ts';

/** Why no application can be packed here, or null: it needs an Electron that need not be downloaded, and a screen. */
export function whyNotPacked(): string | null {
  if (process.platform !== 'linux') return 'The packed Linux application is tested on Linux.';
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  return folder === undefined || folder === ''
    ? 'Name the folder of an Electron for Linux in ELECTRON_OVERRIDE_DIST_PATH.'
    : null;
}

export function whyNothingPackaged(): string | null {
  const missing = whyNoInstallerProof();
  const installer = missing === null ? null : `The installer's test needs ${missing}.`;
  const reasons = [whyNotPacked(), installer].filter((reason) => reason !== null);
  return reasons.length === 0 ? null : reasons.join(' ');
}
