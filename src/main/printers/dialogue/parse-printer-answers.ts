/** What a printer says of itself, unasked or asked, told apart by the fixed bits of each byte. */
export type PrinterAnswer =
  /** To `DLE EOT n`: the byte does not say which n was asked. */
  | { kind: 'real-time-status'; byte: number }
  /** Automatic status back, `GS a`. */
  | { kind: 'automatic-status'; bytes: [number, number, number, number] }
  /** To `GS r n`: 0x00 to 0x0F. */
  | { kind: 'buffered-status'; byte: number }
  /** In the form of none of the others: the answer to `GS I`, or nothing that a printer says. */
  | { kind: 'other'; byte: number }
  /** To `GS ( H` function 48: the 4 characters that were sent with it. */
  | { kind: 'print-completed'; id: string };

export interface AnswerParser {
  /** The answers that these bytes complete, in order; a block begun here may end in the next call. */
  push(bytes: Uint8Array): PrinterAnswer[];
  /** Forgets a block that was begun: some of what followed is lost. */
  reset(): void;
}

const isRealTimeStatus = (byte: number) => (byte & 0x93) === 0x12;
const isAutomaticStatusStart = (byte: number) => (byte & 0x93) === 0x10;
export const isBufferedStatus = (byte: number): boolean => (byte & 0xf0) === 0x00;
const isAutomaticStatusRest = (byte: number) => (byte & 0x90) === 0x00;
const isFlowControl = (byte: number) => byte === 0x11 || byte === 0x13;

/** Most bytes complete nothing: no array for each of them. */
const none: readonly PrinterAnswer[] = [];

const completedHeader = 0x37;
const completedFlag = 0x22;
const completedLength = 7;

/**
 * Separates the answers in what comes in from a printer. Sources: Epson TM-U375 and TM-T88 manuals, "status
 * identification": DLE EOT `0xx1xx10`; ASB `0xx1xx00` then three `0xx0xxxx`; GS r `0xx0xxxx`. The header of a
 * `GS ( H` answer, 37h = `00110111`, fits none of them, so it is looked for first, and until its end nothing else
 * is: its characters may look like anything (`2` like DLE EOT, `0` like ASB). XON and XOFF are skipped everywhere. Of GS r
 * the upper half is taken as 0, as for n = 1 and 2 every manual has it. What cannot be told: a GS r answer that falls inside
 * an ASB block is taken for its part, and the block's last byte for the answer.
 */
export function createAnswerParser(): AnswerParser {
  let block: number[] = [];

  function take(byte: number): readonly PrinterAnswer[] {
    if (isFlowControl(byte)) return none;
    if (block[0] === completedHeader) return continueCompleted(byte);
    if (isRealTimeStatus(byte)) return [{ kind: 'real-time-status', byte }];
    if (block.length > 0) return continueAutomatic(byte);
    if (byte === completedHeader || isAutomaticStatusStart(byte)) block = [byte];
    else return [{ kind: isBufferedStatus(byte) ? 'buffered-status' : 'other', byte }];
    return none;
  }

  function continueAutomatic(byte: number): readonly PrinterAnswer[] {
    if (!isAutomaticStatusRest(byte)) {
      // The rest was lost; this byte begins something else.
      block = [];
      return take(byte);
    }
    block.push(byte);
    const [first, second, third, fourth] = block;
    if (first === undefined || second === undefined || third === undefined || fourth === undefined) return [];
    block = [];
    return [{ kind: 'automatic-status', bytes: [first, second, third, fourth] }];
  }

  function continueCompleted(byte: number): readonly PrinterAnswer[] {
    block.push(byte);
    const wrong = (block.length === 2 && byte !== completedFlag) || (block.length === completedLength && byte !== 0x00);
    if (wrong) {
      // Not that answer after all: without its first byte, what followed is read again.
      const rest = block.slice(1);
      block = [];
      return rest.flatMap(take);
    }
    if (block.length < completedLength) return [];
    const id = String.fromCharCode(...block.slice(2, 6));
    block = [];
    return [{ kind: 'print-completed', id }];
  }

  return {
    push: (bytes) => {
      const answers: PrinterAnswer[] = [];
      for (const byte of bytes) for (const answer of take(byte)) answers.push(answer);
      return answers;
    },
    reset() {
      block = [];
    },
  };
}
