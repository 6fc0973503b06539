/** What the test tells the application, as JSON in its environment. */
export interface UpdateOrder {
  /** The folder with latest.yml. */
  url: string;
  publicKey: string;
  /** What is written over the file between download and start; null: nothing. */
  swapWith: string | null;
  /** Where the report goes, as JSON. */
  reportFile: string;
}

/** How far it got, and what would have been run as an administrator. */
export interface UpdateReport {
  steps: string[];
  run: string | null;
  code: string | null;
}
