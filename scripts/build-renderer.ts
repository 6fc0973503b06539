/** Builds the window's page into out/ui: one HTML file, one script, one style sheet. */
export async function buildRenderer(): Promise<void> {}
