import { describe, expect, it } from 'vitest';
import { describePrinterState, interpretStatusAnswers } from '../../../src/main/printers/dialogue/printer-status.ts';
import { printerConditions, printerReasons } from '../../../src/shared/printer-state.ts';

describe('interpretStatusAnswers', () => {
  it.each([
    ['nothing wrong', { 1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12 }, false, []],
    ['nothing answered', {}, false, []],
    ['cover open', { 1: 0x1a, 2: 0x16 }, true, ['cover-open']],
    ['stopped on paper end', { 1: 0x1a, 2: 0x32 }, true, ['media-empty']],
    ['paper end sensor', { 1: 0x12, 4: 0x7e }, true, ['media-empty']],
    ['paper near end', { 1: 0x12, 4: 0x1e }, false, ['media-low']],
    ['cutter', { 1: 0x1a, 2: 0x52, 3: 0x1a }, true, ['cutter-error']],
    ['unrecoverable', { 1: 0x1a, 2: 0x52, 3: 0x32 }, true, ['other']],
    ['too hot', { 1: 0x1a, 2: 0x52, 3: 0x52 }, true, ['overheated']],
    ['cover open and no paper', { 1: 0x1a, 2: 0x36, 4: 0x7e }, true, ['cover-open', 'media-empty']],
    ['cutter and low paper', { 1: 0x1a, 3: 0x1a, 4: 0x1e }, true, ['cutter-error', 'media-low']],
    ['offline without a named cause', { 1: 0x1a, 2: 0x12, 3: 0x12, 4: 0x12 }, true, ['other']],
    ['error without a named cause', { 2: 0x52, 3: 0x12 }, true, ['other']],
    ['offline, held by the FEED button', { 1: 0x1a, 2: 0x1a }, true, ['other']],
    ['FEED held, still online', { 1: 0x12, 2: 0x1a }, false, []],
    ['malformed answers', { 1: 0xff, 2: 0x00, 3: 0x6f, 4: 0x60 }, false, []],
  ])('%s', (_name, answers, blocked, reasons) => {
    expect(interpretStatusAnswers(answers)).toMatchObject({ blocked, reasons, drawer: 'unknown' });
  });

  it('tells one that only calls itself offline', () => {
    expect(interpretStatusAnswers({ 1: 0x1a, 2: 0x12, 3: 0x12, 4: 0x12 }).isBareOffline).toBe(true);
    for (const answers of [{ 1: 0x12 }, { 1: 0x1a, 2: 0x16 }, { 1: 0x1a, 2: 0x52 }, { 1: 0x1a, 3: 0x32 }]) {
      expect(interpretStatusAnswers(answers).isBareOffline).toBeUndefined();
    }
  });

  it.each([
    [0x16, true, 'open'],
    [0x12, true, 'closed'],
    [0x16, false, 'closed'],
    [0x12, false, 'open'],
    [0x16, undefined, 'unknown'],
    [undefined, true, 'unknown'],
    [0x04, true, 'unknown'],
  ] as const)('drawer: answer %s, open when high %s: %s', (answer, drawerOpenWhenHigh, drawer) => {
    const answers = answer === undefined ? {} : { 1: answer };
    const options = drawerOpenWhenHigh === undefined ? {} : { drawerOpenWhenHigh };
    expect(interpretStatusAnswers(answers, options).drawer).toBe(drawer);
  });
});

describe('describePrinterState', () => {
  it.each([
    ['ready', [], 'PRINTER_READY'],
    ['ready', ['media-low'], 'PAPER_LOW'],
    ['busy', [], 'PRINTER_BUSY'],
    ['blocked', ['media-empty'], 'PAPER_OUT'],
    ['blocked', ['media-empty', 'cover-open'], 'COVER_OPEN'],
    ['blocked', ['cutter-error', 'media-low'], 'CUTTER_ERROR'],
    ['blocked', ['overheated'], 'OVERHEATED'],
    ['blocked', ['other'], 'PRINTER_ERROR'],
    ['blocked', [], 'PRINTER_ERROR'],
    ['offline', [], 'PRINTER_OFFLINE'],
    ['disabled', [], 'PRINTER_DISABLED'],
    ['virtual', [], 'NO_PRINTER_CHOSEN'],
  ] as const)('%s %j is %s', (condition, reasons, code) => {
    expect(describePrinterState(condition, reasons).code).toBe(code);
  });

  it('has a French sentence for every state', () => {
    for (const condition of printerConditions) {
      for (const reason of printerReasons) {
        expect(describePrinterState(condition, [reason]).message).toMatch(/^\p{Lu}.*\.$/u);
      }
    }
    expect(describePrinterState('blocked', ['media-empty']).message).toBe(
      "Plus de papier : mettez un rouleau neuf, l'impression reprendra toute seule.",
    );
  });

  it('says which cable to check', () => {
    expect(describePrinterState('offline', [], { kind: 'usb' }).message).toContain('USB');
    expect(describePrinterState('offline', [], { kind: 'tcp' }).message).toContain('réseau');
  });
});
