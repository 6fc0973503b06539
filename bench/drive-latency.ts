import type { Latency, LoadCommand } from './load-messages.ts';
import { createTicketRequests, postOnce } from './post-ticket.ts';
import type { PrinterSink } from './printer-sink.ts';
import { firstOrderId } from './sample-tickets.ts';
import { quantile } from './statistics.ts';

/**
 * A closed loop: each client sends its next ticket when the last byte of its former one has reached the sink (and the
 * former POST is answered), so that nothing waits but what the other clients sent.
 */
export async function driveLatency(
  { port, clients, stopAfter }: Extract<LoadCommand, { name: 'latency' }>,
  sink: PrinterSink,
  nextNumber: () => number,
): Promise<Latency> {
  const requestFor = createTicketRequests(port);
  const firstBytes: number[] = [];
  const lastBytes: number[] = [];
  const startedAt = performance.now();
  let sent = 0;
  const goesOn = () =>
    'tickets' in stopAfter ? sent < stopAfter.tickets : performance.now() - startedAt < stopAfter.durationMs;
  const client = async (): Promise<void> => {
    while (goesOn()) {
      sent += 1;
      const number = nextNumber();
      const ticket = sink.waitFor(firstOrderId + number);
      let writtenAt = 0;
      const onWrite = () => {
        writtenAt = performance.now();
      };
      const [{ firstByteAt, lastByteAt }] = await Promise.all([ticket, postOnce(port, requestFor(number), onWrite)]);
      firstBytes.push(firstByteAt - writtenAt);
      lastBytes.push(lastByteAt - writtenAt);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return {
    tickets: lastBytes.length,
    ticketsPerSecond: (lastBytes.length * 1000) / (performance.now() - startedAt),
    firstByteP50: quantile(firstBytes, 0.5),
    firstByteP99: quantile(firstBytes, 0.99),
    lastByteP50: quantile(lastBytes, 0.5),
    lastByteP99: quantile(lastBytes, 0.99),
  };
}
