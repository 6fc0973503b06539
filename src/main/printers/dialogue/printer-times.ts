/** How long is waited for what, in ms. */
export interface PrinterTimes {
  /** For an answer of a printer that answers fast; a slow one is given more, as it has shown. */
  answerMs: number;
  /** For the first answer over a network, where WiFi printers take up to 3 s, before a printer is called silent. */
  networkAnswerMs: number;
  /** The same over a cable. */
  localAnswerMs: number;
  /** An old answer may come so long behind the last one, at least. */
  quietMs: number;
  /** For the end of what an earlier job has left. */
  debtMs: number;
  /** A network printer that never answers: a caller whom it does not serve is cut off within this. */
  momentMs: number;
  /** After a job: how long an unblocked printer may take to confirm it. */
  confirmMs: number;
  /** After a job: a printer that used to talk and says nothing at all for this long is hung. */
  silenceMs: number;
  /** While a job is being confirmed, how often the printer is asked why it takes so long. */
  askAgainMs: number;
  /** A printer that takes no byte for this long is blocked, whatever it says. */
  stalledMs: number;
  /** What a printer has said counts for so long: a drawer's pulse leaves only to one that is heard. */
  heardMs: number;
}

export const defaultPrinterTimes: PrinterTimes = {
  answerMs: 500,
  networkAnswerMs: 3_500,
  localAnswerMs: 1_000,
  quietMs: 200,
  debtMs: 5_000,
  momentMs: 250,
  confirmMs: 10_000,
  askAgainMs: 1_000,
  stalledMs: 3_000,
  silenceMs: 30_000,
  heardMs: 2_000,
};
