import { contextBridge, ipcRenderer } from 'electron';
import type { BridgeCallName, BridgeEvent, BridgeResult } from '../shared/bridge.ts';

type WindowCall = (argument?: unknown) => Promise<BridgeResult<unknown>>;

/**
 * What the page may ask: one literal method a call, each on a channel of its own, and nothing general. A call of the
 * contract that is missing here does not compile. Arguments are checked where they arrive.
 */
const calls: Record<BridgeCallName, WindowCall> = {
  readOverview: () => ipcRenderer.invoke('smartpos:readOverview'),
  listJobs: (search) => ipcRenderer.invoke('smartpos:listJobs', search),
  readJob: (id) => ipcRenderer.invoke('smartpos:readJob', id),
  previewJob: (id) => ipcRenderer.invoke('smartpos:previewJob', id),
  cancelJob: (id) => ipcRenderer.invoke('smartpos:cancelJob', id),
  retryJob: (id) => ipcRenderer.invoke('smartpos:retryJob', id),
  reprintJob: (id) => ipcRenderer.invoke('smartpos:reprintJob', id),
  confirmJob: (id) => ipcRenderer.invoke('smartpos:confirmJob', id),
  pausePrinting: () => ipcRenderer.invoke('smartpos:pausePrinting'),
  resumePrinting: () => ipcRenderer.invoke('smartpos:resumePrinting'),
  printTest: () => ipcRenderer.invoke('smartpos:printTest'),
  openDrawer: () => ipcRenderer.invoke('smartpos:openDrawer'),
  printCalibration: (choice) => ipcRenderer.invoke('smartpos:printCalibration', choice),
  readConnection: () => ipcRenderer.invoke('smartpos:readConnection'),
  revealToken: () => ipcRenderer.invoke('smartpos:revealToken'),
  rotateToken: (wish) => ipcRenderer.invoke('smartpos:rotateToken', wish),
  readErpSettings: (wish) => ipcRenderer.invoke('smartpos:readErpSettings', wish),
  testConnection: () => ipcRenderer.invoke('smartpos:testConnection'),
  listPrinters: () => ipcRenderer.invoke('smartpos:listPrinters'),
  listProfiles: () => ipcRenderer.invoke('smartpos:listProfiles'),
  readSettings: () => ipcRenderer.invoke('smartpos:readSettings'),
  saveSettings: (patch) => ipcRenderer.invoke('smartpos:saveSettings', patch),
  saveLogo: (logo) => ipcRenderer.invoke('smartpos:saveLogo', logo),
  previewShop: (patch) => ipcRenderer.invoke('smartpos:previewShop', patch),
  importPythonSettings: (file) => ipcRenderer.invoke('smartpos:importPythonSettings', file),
  finishWelcome: () => ipcRenderer.invoke('smartpos:finishWelcome'),
  exportJournal: (search) => ipcRenderer.invoke('smartpos:exportJournal', search),
  readAbout: () => ipcRenderer.invoke('smartpos:readAbout'),
  createDiagnostics: () => ipcRenderer.invoke('smartpos:createDiagnostics'),
  readFirewall: () => ipcRenderer.invoke('smartpos:readFirewall'),
  readStartAtLogin: () => ipcRenderer.invoke('smartpos:readStartAtLogin'),
  setStartAtLogin: (wish) => ipcRenderer.invoke('smartpos:setStartAtLogin', wish),
  readUpdate: () => ipcRenderer.invoke('smartpos:readUpdate'),
  checkForUpdate: () => ipcRenderer.invoke('smartpos:checkForUpdate'),
  installUpdate: () => ipcRenderer.invoke('smartpos:installUpdate'),
  goBack: () => ipcRenderer.invoke('smartpos:goBack'),
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
