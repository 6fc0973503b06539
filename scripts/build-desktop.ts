/** Builds the tray application: out/main.js (Electron's main process) and out/preload.cjs (a sandboxed preload is CommonJS). */
export async function buildDesktop(): Promise<void> {}
