import { largestRasterBytes } from '../../escpos/encode/raster.ts';
import type { PrinterProfile } from '../../escpos/profile.ts';
import type { LinkKind } from '../transport/link.ts';
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
  settle(dialogue: Dialogue): Promise<void>;
}

export function createPrinterDebt(options: {
  kind: LinkKind;
  profile: PrinterProfile;
  interrupted: boolean;
}): PrinterDebt {
  const { kind, profile, interrupted } = options;
  // The agent before this one may have been killed just after it had given a job up, with nothing in the journal that
  // says so; over USB its question outlives it.
  const outlives = kind === 'usb' || kind === 'device-file';
  let debt: Debt = interrupted ? 'cut-off' : outlives ? 'unconfirmed' : 'none';

  const leaveImage = async (dialogue: Dialogue): Promise<void> => {
    const isReset = await dialogue.link.softReset().then(
      () => true,
      () => false,
    );
    // Printers ignore NUL between commands; inside an image it is white.
    if (!isReset && !dialogue.link.ended.aborted) await dialogue.say(new Uint8Array(largestRasterBytes(profile)));
  };

  return {
    raise: (to) => {
      // Over a network a written job may still be on its way, and is cut off with its link.
      const real = kind === 'tcp' ? 'cut-off' : to;
      debt = order.indexOf(real) > order.indexOf(debt) ? real : debt;
    },
    settle: async (dialogue) => {
      if (debt === 'cut-off') {
        await leaveImage(dialogue);
        if (dialogue.link.ended.aborted) return;
        debt = 'unconfirmed';
      }
      if (debt === 'unconfirmed') {
        if (profile.fence === 'gs-r' && dialogue.link.readable) await dialogue.exhaustFences();
        debt = 'none';
      }
    },
  };
}
