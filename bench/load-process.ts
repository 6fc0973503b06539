/** The load's own process, so that the server measured has a processor to itself: ERP clients and the printer sink. */
import { driveLatency } from './drive-latency.ts';
import { driveThroughput } from './drive-throughput.ts';
import type { LoadCommand, LoadReply } from './load-messages.ts';
import { openPrinterSink } from './printer-sink.ts';

const sink = await openPrinterSink();
let number = 0;
const nextNumber = () => {
  number += 1;
  return number;
};
const reply = (message: LoadReply) => process.send?.(message);

async function obey(command: LoadCommand): Promise<LoadReply> {
  switch (command.name) {
    case 'throughput':
      return { throughput: await driveThroughput(command, sink, nextNumber) };
    case 'latency':
      return { latency: await driveLatency(command, sink, nextNumber) };
  }
}

process.on('message', (command: LoadCommand) => {
  obey(command).then(reply, (error: unknown) => reply({ error: String(error) }));
});
reply({ sinkPort: sink.port });
