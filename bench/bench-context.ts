import type { Load } from './start-load.ts';
import type { WorkDirectory } from './work-directory.ts';

/** What every measurement is given. */
export interface BenchContext {
  load: Load;
  work: WorkDirectory;
  /** A data directory whose journal holds 50,000 jobs. To be copied, never written to by more than a start. */
  filledDir: string;
  /** Interleaved repetitions (A B A B …), of which medians are reported: machines are noisy. */
  rounds: number;
}

export const clientCounts = [1, 8, 32] as const;

/** One line of the report. Cells are ready to print; an empty one says nothing. */
export interface ReportRow {
  measure: string;
  agent: string;
  beside: string;
  ratio: string;
  aim: string;
}

export interface ReportSection {
  title: string;
  rows: ReportRow[];
}
