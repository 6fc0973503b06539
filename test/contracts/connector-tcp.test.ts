import { createTcpConnector } from '../../src/main/printers/tcp/tcp-connector.ts';
import { createFakeTcpPrinter } from '../printers/tcp/tcp-fake-printer.ts';
import { describeConnector } from './connector.ts';

describeConnector('tcp', async () => {
  const printer = await createFakeTcpPrinter();
  const connector = createTcpConnector({ host: '127.0.0.1', port: printer.port });
  return {
    connector,
    readable: true,
    staysOpenAfterAbort: true,
    // Linux lets a loopback connection grow to tcp_wmem (4 MB) on one side and tcp_rmem (6 MB, 32 MB here and there).
    moreThanBuffersHold: 48_000_000,
    received: printer.received,
    stall: printer.stall,
    resume: printer.resume,
    answer: printer.answer,
    cut: printer.cut,
    held: () => printer.open(),
    async dispose() {
      const closed = connector.end();
      await printer.dispose();
      await closed;
    },
  };
});
