import type { SamePart } from './catalogue.ts';
import type { frenchSystem } from './fr-system.ts';

export const englishSystem: SamePart<typeof frenchSystem, 'one' | 'other'> = {
  'update.title': 'Updates',
  'update.upToDate': 'Version {{version}} is the newest.',
  'update.checking': 'Looking for an update…',
  'update.checked': 'Last checked: {{at}}.',
  'update.available': 'Version {{version}} is available.',
  'update.notes': 'What changes',
  'update.administrator':
    'Windows will ask for an administrator. SmartPOS Agent then closes, installs itself and comes back near the clock; tickets received are kept.',
  'update.downloading': 'Downloading version {{version}}: {{percent}}%',
  'update.ready': 'Version {{version}} is ready.',
  'update.installing': 'Version {{version}} is being installed: answer the question that Windows asks.',
  'update.check': 'Look for an update',
  'update.install': 'Install version {{version}}',
  'update.back': 'Go back to version {{version}}…',
  'update.backTitle': 'Go back to version {{version}}?',
  'update.backNow': 'Go back to this version',
  'update.server': 'Update server',
  'update.enabled': 'Look for updates once a day',
  'update.enabledHint': 'Nothing is installed without you.',
  'update.url': 'Address of the server',
  'update.urlHint': 'https://…, or http://… of a server in the local network.',
  'update.key': 'Public key (Ed25519)',
  'update.keyHint': 'From the supplier: whatever it has not signed is refused.',

  'start.byInstaller':
    'Set by the installer for every account of this till. To change it: “Settings › Apps › Startup” in Windows, or run the installer again.',

  'firewall.command': 'To be run in a command prompt opened as administrator:',
  'firewall.copy': 'Copy the command',
  'firewall.copied': 'Command copied.',
  'firewall.again': 'Check the firewall',
};
