/** The constants that commands.ts takes from npm `escpos`, which ships no types. Each string holds one byte per character. */
declare module 'escpos/commands.js' {
  const commands: {
    HARDWARE: { HW_INIT: string };
    FEED_CONTROL_SEQUENCES: { CTL_LF: string };
    PAPER: { PAPER_FULL_CUT: string; PAPER_CUT_B: string };
    TEXT_FORMAT: {
      TXT_BOLD_ON: string;
      TXT_BOLD_OFF: string;
      TXT_ALIGN_LT: string;
      TXT_ALIGN_CT: string;
      TXT_ALIGN_RT: string;
      /** Times wider and higher, minus one. */
      TXT_CUSTOM_SIZE: (width: number, height: number) => string;
    };
  };
  export = commands;
}
