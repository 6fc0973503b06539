import { contextBridge, ipcRenderer } from 'electron';
import type { BridgeEvent, BridgeResult } from '../shared/bridge.ts';
import type { BridgeCallName } from '../shared/bridge-calls.ts';

/** What a call's channel answers; it knows of which call, so that no method can send to another's. */
type Sent<Name extends BridgeCallName> = Promise<BridgeResult<unknown>> & { readonly call?: Name };

const send = <Name extends BridgeCallName>(channel: `smartpos:${Name}`, argument?: unknown): Sent<Name> =>
  ipcRenderer.invoke(channel, argument);

/**
 * What the page may ask: one literal method a call, each on a channel of its own, and nothing general. A call that is
 * missing here, one too many, or a channel that is another call's does not compile. Arguments are checked where they
 * arrive.
 */
const calls: { [Name in BridgeCallName]: (argument?: unknown) => Sent<Name> } = {
  readOverview: () => send('smartpos:readOverview'),
  listJobs: (search) => send('smartpos:listJobs', search),
  readJob: (id) => send('smartpos:readJob', id),
  previewJob: (id) => send('smartpos:previewJob', id),
  cancelJob: (id) => send('smartpos:cancelJob', id),
  retryJob: (id) => send('smartpos:retryJob', id),
  retryExpired: () => send('smartpos:retryExpired'),
  leaveJob: (id) => send('smartpos:leaveJob', id),
  leaveExpired: () => send('smartpos:leaveExpired'),
  listDrawn: () => send('smartpos:listDrawn'),
  printDrawn: () => send('smartpos:printDrawn'),
  leaveDrawn: () => send('smartpos:leaveDrawn'),
  reprintJob: (id) => send('smartpos:reprintJob', id),
  confirmJob: (id) => send('smartpos:confirmJob', id),
  pausePrinting: () => send('smartpos:pausePrinting'),
  resumePrinting: () => send('smartpos:resumePrinting'),
  judgePrinter: (verdict) => send('smartpos:judgePrinter', verdict),
  printTest: () => send('smartpos:printTest'),
  openDrawer: () => send('smartpos:openDrawer'),
  printCalibration: (choice) => send('smartpos:printCalibration', choice),
  readConnection: () => send('smartpos:readConnection'),
  revealToken: () => send('smartpos:revealToken'),
  rotateToken: (wish) => send('smartpos:rotateToken', wish),
  readErpSettings: (wish) => send('smartpos:readErpSettings', wish),
  testConnection: () => send('smartpos:testConnection'),
  listPrinters: () => send('smartpos:listPrinters'),
  listProfiles: () => send('smartpos:listProfiles'),
  readSettings: () => send('smartpos:readSettings'),
  saveSettings: (patch) => send('smartpos:saveSettings', patch),
  saveLogo: (logo) => send('smartpos:saveLogo', logo),
  previewShop: (patch) => send('smartpos:previewShop', patch),
  importPythonSettings: (file) => send('smartpos:importPythonSettings', file),
  finishWelcome: () => send('smartpos:finishWelcome'),
  exportJournal: (search) => send('smartpos:exportJournal', search),
  readAbout: () => send('smartpos:readAbout'),
  createDiagnostics: () => send('smartpos:createDiagnostics'),
  readFirewall: () => send('smartpos:readFirewall'),
  readStartAtLogin: () => send('smartpos:readStartAtLogin'),
  setStartAtLogin: (wish) => send('smartpos:setStartAtLogin', wish),
  readUpdate: () => send('smartpos:readUpdate'),
  checkForUpdate: () => send('smartpos:checkForUpdate'),
  installUpdate: () => send('smartpos:installUpdate'),
  goBack: () => send('smartpos:goBack'),
};

contextBridge.exposeInMainWorld('smartpos', {
  kind: 'window',
  ...calls,
  /** Without Electron's own event object, which would hand the page its `sender`. */
  subscribe: (listener: (event: BridgeEvent) => void) => {
    const onEvent = (_: unknown, event: BridgeEvent) => listener(event);
    ipcRenderer.on('smartpos:event', onEvent);
    return () => void ipcRenderer.off('smartpos:event', onEvent);
  },
  copyText: (text: string) => ipcRenderer.invoke('smartpos:copyText', text),
});
