import { largestRasterBytes } from '../../escpos/encode/raster.ts';
import type { PrinterProfile } from '../../escpos/profile.ts';
import type { Transport } from '../transport/transport.ts';
import type { Dialogue } from './dialogue.ts';

/**
 * `unconfirmed`: a fence sent earlier may still be answered. `cut-off`: also, the printer may still be inside an image, or
 * in its bold.
 */
type Debt = 'none' | 'unconfirmed' | 'cut-off';

const order: readonly Debt[] = ['none', 'unconfirmed', 'cut-off'];

/** What an earlier job has left in the printer, and has to be got out of the way before the next one. */
export interface PrinterDebt {
  raise(to: 'unconfirmed' | 'cut-off'): void;
  /**
   * To be called on every opened link before anything else goes out, questions included. Rejects when the link dies, or
   * with `WRITE_ABORTED` when the printer is blocked; the debt then stays.
   */
  settle(): Promise<void>;
}

export function createPrinterDebt(options: {
  transport: Transport;
  profile: PrinterProfile;
  dialogue: Dialogue;
  interrupted: boolean;
}): PrinterDebt {
  const { transport, profile, dialogue, interrupted } = options;
  // The agent before this one may have been killed just after it had given a job up, with nothing in the journal that
  // says so; over USB its question outlives it.
  const outlives = transport.kind === 'usb' || transport.kind === 'device-file';
  let debt: Debt = interrupted ? 'cut-off' : outlives ? 'unconfirmed' : 'none';

  const leaveImage = async (): Promise<void> => {
    const isReset = await transport.softReset?.().then(
      () => true,
      () => false,
    );
    // Printers ignore NUL between commands; inside an image it is white.
    if (isReset !== true && transport.isOpen) await dialogue.say(new Uint8Array(largestRasterBytes(profile)));
  };

  return {
    raise: (to) => {
      // Over a network a written job may still be on its way, and is cut off with its link.
      const real = transport.kind === 'tcp' ? 'cut-off' : to;
      debt = order.indexOf(real) > order.indexOf(debt) ? real : debt;
    },
    settle: async () => {
      if (debt === 'cut-off') {
        await leaveImage();
        if (!transport.isOpen) return;
        debt = 'unconfirmed';
      }
      if (debt === 'unconfirmed') {
        if (profile.fence === 'gs-r' && transport.readable) await dialogue.exhaustFences();
        debt = 'none';
      }
    },
  };
}
