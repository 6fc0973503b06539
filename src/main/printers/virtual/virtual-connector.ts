import { createConnector } from '../transport/connector.ts';
import type { Connector } from '../transport/link.ts';
import type { VirtualPrinterDevice, VirtualPrinterOptions } from './virtual-device.ts';
import { closedError, explainPaperFailure, unpluggedError } from './virtual-errors.ts';
import { VirtualLink } from './virtual-link.ts';
import { createPaperStore, type PaperFiles, type PaperPaths } from './virtual-paper-store.ts';
import { createVirtualPrinterDevice } from './virtual-printer.ts';

export interface VirtualConnectorOptions extends Omit<VirtualPrinterOptions, 'onPaper'> {
  /** Made at the first `open`. */
  paperDir: string;
  /** The newest papers that stay. Default 500. */
  keepPapers?: number;
  /** Both files are on the disk. */
  onPaperDrawn?: (paths: PaperPaths) => void;
  /** A paper could not be drawn or written; the link is lost with it. */
  onPaperLost?: (error: unknown) => void;
  files?: PaperFiles;
}

export interface VirtualConnector extends Connector {
  /** To be made to fail. It lives as long as the connector, over all of its links. */
  readonly device: VirtualPrinterDevice;
}

/**
 * The embedded printer: each paper is drawn to `paperDir` as PNG and text. A fence is answered when the paper before it is
 * on the disk. A paper that cannot be written ends the link with `PAPER_NOT_SAVED`, or `PRINTER_PERMISSION`.
 */
export function createVirtualConnector(options: VirtualConnectorOptions): VirtualConnector {
  const { paperDir, keepPapers = 500, profile, files, onPaperDrawn, onPaperLost } = options;
  const store = createPaperStore({ paperDir, keepPapers, profile, ...(files && { files }) });
  const explainLoss = (cause: unknown) => explainPaperFailure(paperDir, cause);
  const device = createVirtualPrinterDevice({
    ...options,
    async onPaper(paper) {
      try {
        const paths = await store.save(paper);
        onPaperDrawn?.(paths);
      } catch (error) {
        onPaperLost?.(error);
        throw error;
      }
    },
  });
  const connector = createConnector({
    kind: 'virtual',
    description: 'virtual',
    closed: closedError,
    open: async () => {
      if (device.faults.unplugged) throw unpluggedError;
      try {
        await store.open();
      } catch (error) {
        throw explainLoss(error);
      }
      return new VirtualLink(device, { readable: options.oneWay !== true, explainLoss });
    },
  });
  return { ...connector, device };
}
