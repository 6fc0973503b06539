import { largestRasterBytes } from '../../escpos/encode/raster.ts';
import type { PrinterProfile } from '../../escpos/profile.ts';
import type { LinkKind } from '../transport/link.ts';
import type { Dialogue } from './dialogue.ts';

/**
 * Bytes that the printer still waits for: of a question that was cut, or of an image. As many white ones are sent; printers
 * ignore NUL between commands.
 */
type BytesOwed = 'none' | 'question' | 'image';

const order: readonly BytesOwed[] = ['none', 'question', 'image'];
/** More than any question has. */
const questionBytes = 16;

/** What an earlier job has left in the printer or on the way, and has to be got out of the way before the next one. */
export interface PrinterDebt {
  /** `job`: it was cut, and the printer may be inside an image, or in its bold. `question`: one was cut. */
  cut(what: 'job' | 'question'): void;
  /** The answers to a job that was given up may still come: no unnumbered answer is believed before they are gone. */
  owesAnswers: boolean;
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
  let bytes: BytesOwed = interrupted ? 'image' : 'none';

  const fillImage = async (dialogue: Dialogue): Promise<void> => {
    const isReset = await dialogue.link.softReset().then(
      () => true,
      () => false,
    );
    if (!isReset && !dialogue.link.ended.aborted) await dialogue.say(new Uint8Array(largestRasterBytes(profile)));
  };

  return {
    cut: (what) => {
      const owed = what === 'job' ? 'image' : 'question';
      if (order.indexOf(owed) > order.indexOf(bytes)) bytes = owed;
    },
    // The agent before this one may have been killed just after it had given a job up, with nothing in the journal that
    // says so; over a cable its question outlives it.
    owesAnswers: interrupted || kind === 'usb' || kind === 'device-file',
    settle: async (dialogue) => {
      if (bytes === 'image') await fillImage(dialogue);
      else if (bytes === 'question') await dialogue.say(new Uint8Array(questionBytes));
      if (!dialogue.link.ended.aborted) bytes = 'none';
    },
  };
}
