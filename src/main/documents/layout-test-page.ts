import { cleanText } from './clean-text.ts';
import type { Calibration } from './document.ts';
import { labels } from './labels.ts';
import {
  centered,
  type LayoutContext,
  labelled,
  layoutClosing,
  layoutDates,
  layoutHeader,
  rule,
  toReceipt,
} from './layout-blocks.ts';
import { formatAmount } from './money.ts';
import type { Receipt, ReceiptElement } from './receipt.ts';

/** Each of these has failed on some printer: accents, œ, the typographic apostrophe, guillemets, euro, degree. */
const accentSample = 'é è ç à ù ê ï œ ’ « » € °';
const arabicSample = 'مرحبا بكم في متجرنا';

/** What a technician looks at to know that the printer, its width, its scripts and its sizes are right. */
export function layoutTestPage(context: LayoutContext): Receipt {
  const { shop } = context;
  const words = labels[shop.locale];
  return toReceipt(context, [
    centered(words.testTitle, { bold: true, size: 'double-height' }),
    rule,
    ...layoutHeader(context),
    ...layoutDates(context),
    ...layoutInstallation(context),
    rule,
    ...layoutSamples(context),
    rule,
    { type: 'columns', left: words.amount, right: formatAmount('15000', shop) },
    { type: 'columns', left: words.total, right: formatAmount('15000', shop), bold: true },
    ...layoutClosing(context, [words.testSucceeded]),
  ]);
}

function layoutInstallation({
  shop,
  columns,
  printerDescription,
  version,
  addresses,
}: LayoutContext): ReceiptElement[] {
  const words = labels[shop.locale];
  // A USB device's own name may hold anything.
  const clean = (text: string | undefined) => cleanText(text ?? '', { lines: false });
  return [
    ...labelled(words.printer, clean(printerDescription)),
    ...labelled(words.version, clean(version)),
    ...(addresses ?? []).flatMap((address) => labelled(words.agentAddress, clean(address))),
    ...labelled(words.columns, String(columns)),
  ];
}

function layoutSamples({ shop, columns }: LayoutContext): ReceiptElement[] {
  const words = labels[shop.locale];
  return [
    { type: 'text', text: accentSample },
    { type: 'text', text: arabicSample },
    { type: 'text', text: '1234567890'.repeat(Math.ceil(columns / 10)).slice(0, columns) },
    { type: 'text', text: words.bold, bold: true },
    { type: 'text', text: words.doubleHeight, size: 'double-height' },
    { type: 'text', text: words.double, size: 'double' },
  ];
}

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
