/** What the load process is asked to do. Times in milliseconds. */
export type LoadCommand =
  | { name: 'throughput'; port: number; clients: number; durationMs: number; keepAlive: boolean }
  | { name: 'latency'; port: number; clients: number; stopAfter: { durationMs: number } | { tickets: number } };

export interface Throughput {
  /** How long it really took. */
  seconds: number;
  acceptedPerSecond: number;
  /** Came out of the printer meanwhile. */
  printedPerSecond: number;
  /** Part of the time, 0 to 1, in which the load process itself was busy: near 1 it limits what is measured. */
  loadBusy: number;
}

/** From the first byte of the POST, in milliseconds. */
export interface Latency {
  tickets: number;
  ticketsPerSecond: number;
  firstByteP50: number;
  firstByteP99: number;
  lastByteP50: number;
  lastByteP99: number;
}

export type LoadReply = { throughput: Throughput } | { latency: Latency } | { sinkPort: number } | { error: string };
