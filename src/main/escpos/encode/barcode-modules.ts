/** Barcodes as modules, true for a bar: ISO/IEC 15417 (CODE128) and ISO/IEC 15420 (EAN-13). No quiet zones. Pure. */
import { AgentError } from '../../base/errors.ts';

/** Widths of bars and spaces in turn, for the values 0 to 105. */
const code128Patterns =
  '212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232'.split(
    ' ',
  );
const CODE128_STOP = '2331112';
const START_B = 104;
const START_C = 105;
const TO_B = 100;
const TO_C = 99;

/** Longer codes fit no receipt, and `GS k 73` counts in one byte. */
const CODE128_LONGEST = 80;

/** Throws AgentError `BARCODE_INVALID` unless `data` is 1 to 80 printable ASCII characters. */
export function checkCode128(data: string): void {
  if (/^[\x20-\x7e]+$/.test(data) && data.length <= CODE128_LONGEST) return;
  throw new AgentError(
    'BARCODE_INVALID',
    `Un code-barres CODE128 prend 1 à ${CODE128_LONGEST} caractères sans accent ; reçu : « ${data.slice(0, 100)} ».`,
  );
}

/** Digits go by two (code set C) wherever that is shorter. Throws like `checkCode128`. */
export function code128Modules(data: string): boolean[] {
  checkCode128(data);
  const values = code128Values(data);
  const check = values.reduce((sum, value, index) => sum + value * Math.max(1, index), 0) % 103;
  const widths = [...values, check].map((value) => code128Patterns[value] ?? '').join('') + CODE128_STOP;
  return barsAndSpaces(widths);
}

/** Start, data and code-set characters. Even runs of four digits or more, and two digits alone, go to set C. */
function code128Values(data: string): number[] {
  const values: number[] = [];
  let set: 'B' | 'C' | null = null;
  for (const [part] of data.matchAll(/(?:\d\d){2,}(?!\d)|^\d\d$|./g)) {
    const next = part.length > 1 ? 'C' : 'B';
    if (set === null) values.push(next === 'C' ? START_C : START_B);
    else if (set !== next) values.push(next === 'C' ? TO_C : TO_B);
    set = next;
    if (next === 'C') for (const pair of part.match(/../g) ?? []) values.push(Number(pair));
    else values.push(part.charCodeAt(0) - 0x20);
  }
  return values;
}

function barsAndSpaces(widths: string): boolean[] {
  return [...widths].flatMap((width, index) => Array.from({ length: Number(width) }, () => index % 2 === 0));
}

const eanLeftOdd = ['3211', '2221', '2122', '1411', '1132', '1231', '1114', '1312', '1213', '3112'];
/** Which of the six left digits use the mirrored pattern (1): the first digit is not drawn, it is told by this. */
const eanParities = [
  '000000',
  '001011',
  '001101',
  '001110',
  '010011',
  '011001',
  '011100',
  '010101',
  '010110',
  '011010',
];

/**
 * The 13 digits of an EAN-13, its check digit computed when 12 are given. Throws AgentError `BARCODE_INVALID` for
 * anything but 12 or 13 digits, or a wrong check digit.
 */
export function ean13Digits(data: string): string {
  if (!/^\d{12,13}$/.test(data)) {
    throw new AgentError(
      'BARCODE_INVALID',
      `Un code EAN13 prend 12 ou 13 chiffres ; reçu : « ${data.slice(0, 100)} ».`,
    );
  }
  const sum = [...data.slice(0, 12)].reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 3), 0);
  const digits = data.slice(0, 12) + String((10 - (sum % 10)) % 10);
  if (data.length === 13 && data !== digits) {
    throw new AgentError('BARCODE_INVALID', `Le dernier chiffre du code EAN13 « ${data} » est faux.`);
  }
  return digits;
}

/** The 95 modules of an EAN-13. Throws like `ean13Digits`. */
export function ean13Modules(data: string): boolean[] {
  const digits = [...ean13Digits(data)].map(Number);
  const parity = eanParities[digits[0] ?? 0] ?? '';
  const pattern = (digit: number | undefined): string => eanLeftOdd[digit ?? 0] ?? '';
  const reversed = (widths: string): string => [...widths].reverse().join('');
  const left = digits.slice(1, 7).map((digit, i) => (parity[i] === '1' ? reversed(pattern(digit)) : pattern(digit)));
  const right = digits.slice(7).map(pattern);
  // The left half begins with a space and the right half with a bar; the guards keep the alternation right.
  return barsAndSpaces(`111${left.join('')}11111${right.join('')}111`);
}
