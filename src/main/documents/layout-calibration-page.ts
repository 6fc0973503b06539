import type { Calibration } from './document.ts';
import { labels } from './labels.ts';
import { centered, labelled, layoutClosing, rule, toReceipt } from './layout-blocks.ts';
import type { LayoutContext } from './layout-context.ts';
import { accentSample, arabicSample } from './layout-test-page.ts';
import { formatAmount } from './money.ts';
import type { Receipt, ReceiptElement } from './receipt.ts';

/** The widths that profiles have, in columns. */
const widths = [32, 42, 48];

/**
 * What a technician reads the right profile off: each code page by its name, rulers of every width (the printer wraps
 * the ones that are too wide for it), sizes, drawn Arabic, and the cut.
 */
export function layoutCalibrationPage(calibration: Calibration, context: LayoutContext): Receipt {
  const { shop, codePages = [], cuts = true } = context;
  const words = labels[shop.locale];
  return toReceipt(context, [
    centered(words.calibrationTitle, { bold: true, size: 'double-height' }),
    ...labelled(words.profile, calibration.profile),
    ...labelled(words.columns, String(calibration.columns)),
    rule,
    { type: 'text', text: words.accentsHint },
    ...codePages.map((page): ReceiptElement => ({ type: 'sample', page, text: `${page} ${accentSample}` })),
    rule,
    { type: 'text', text: words.widthHint },
    ...widths.map((columns): ReceiptElement => ({ type: 'sample', text: ruler(columns) })),
    rule,
    { type: 'text', text: words.bold, bold: true },
    { type: 'text', text: words.doubleHeight, size: 'double-height' },
    { type: 'text', text: words.double, size: 'double' },
    { type: 'text', text: arabicSample },
    { type: 'columns', left: words.total, right: formatAmount('15000', shop), bold: true },
    ...layoutClosing(context, [cuts ? words.cutHint : words.tearHint]),
  ]);
}

/** `12345678901234567890123456789<32`: exactly as many characters, the last ones say how many. */
function ruler(columns: number): string {
  const end = `<${columns}`;
  return '1234567890'.repeat(5).slice(0, columns - end.length) + end;
}
