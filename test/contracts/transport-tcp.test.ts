import { createTcpTransport } from '../../src/main/printers/tcp/tcp-transport.ts';
import { createFakeTcpPrinter } from '../printers/tcp/tcp-fake-printer.ts';
import { describeTransport } from './transport.ts';

describeTransport('tcp', async () => {
  const printer = await createFakeTcpPrinter();
  const transport = createTcpTransport({ host: '127.0.0.1', port: printer.port });
  return {
    transport,
    readable: true,
    staysOpenAfterAbort: true,
    // Linux lets a loopback connection grow to tcp_wmem (4 MB) on one side and tcp_rmem (6 MB, 32 MB here and there).
    moreThanBuffersHold: 48_000_000,
    received: printer.received,
    stall: printer.stall,
    resume: printer.resume,
    answer: printer.answer,
    cut: printer.cut,
    async dispose() {
      const closed = transport.close();
      await printer.dispose();
      await closed;
    },
  };
});
