import type { BridgeCallName } from './bridge.ts';

/** Every call with its channel: a call that is added to the contract and not here does not compile. */
export const bridgeChannels = {
  readOverview: 'smartpos:readOverview',
  listJobs: 'smartpos:listJobs',
  readJob: 'smartpos:readJob',
  previewJob: 'smartpos:previewJob',
  cancelJob: 'smartpos:cancelJob',
  retryJob: 'smartpos:retryJob',
  reprintJob: 'smartpos:reprintJob',
  confirmJob: 'smartpos:confirmJob',
  pausePrinting: 'smartpos:pausePrinting',
  resumePrinting: 'smartpos:resumePrinting',
  printTest: 'smartpos:printTest',
  openDrawer: 'smartpos:openDrawer',
  printCalibration: 'smartpos:printCalibration',
  readConnection: 'smartpos:readConnection',
  revealToken: 'smartpos:revealToken',
  rotateToken: 'smartpos:rotateToken',
  readErpSettings: 'smartpos:readErpSettings',
  testConnection: 'smartpos:testConnection',
  listPrinters: 'smartpos:listPrinters',
  listProfiles: 'smartpos:listProfiles',
  readSettings: 'smartpos:readSettings',
  saveSettings: 'smartpos:saveSettings',
  saveLogo: 'smartpos:saveLogo',
  previewShop: 'smartpos:previewShop',
  importPythonSettings: 'smartpos:importPythonSettings',
  finishWelcome: 'smartpos:finishWelcome',
  exportJournal: 'smartpos:exportJournal',
  readAbout: 'smartpos:readAbout',
  createDiagnostics: 'smartpos:createDiagnostics',
  readFirewall: 'smartpos:readFirewall',
  readStartAtLogin: 'smartpos:readStartAtLogin',
  setStartAtLogin: 'smartpos:setStartAtLogin',
  readUpdate: 'smartpos:readUpdate',
  checkForUpdate: 'smartpos:checkForUpdate',
  installUpdate: 'smartpos:installUpdate',
  goBack: 'smartpos:goBack',
} as const satisfies { [Name in BridgeCallName]: `smartpos:${Name}` };

/** What the window is told, and text for the clipboard, which a sandboxed page cannot reach. */
export const eventChannel = 'smartpos:event';
export const copyTextChannel = 'smartpos:copyText';
