import type { Language } from '../../shared/bridge.ts';

/** ar-DZ writes Western digits and Algerian months, as the till's user does. */
const locales: Record<Language, string> = { fr: 'fr-FR', ar: 'ar-DZ', en: 'en-GB' };

export interface Format {
  number(value: number): string;
  /** Seconds with one decimal below ten. */
  seconds(value: number): string;
  /** An exact decimal and the shop's own word for its money: `3 157,68 DA`. */
  money(amount: string, currency: string): string;
  time(iso: string): string;
  timeWithSeconds(iso: string): string;
  /** The time of day, with the date when it is not today. */
  timeOrDate(iso: string, now: number): string;
  date(iso: string): string;
  dateTime(iso: string): string;
  /** `il y a 3 min`; the time of day once it is over an hour ago, the date too when it is not today. */
  age(iso: string, now: number): string;
  bytes(count: number): string;
}

const minuteMs = 60_000;

export function createFormat(language: Language): Format {
  const locale = locales[language];
  const plain = new Intl.NumberFormat(locale);
  const decimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const tenths = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const exactTime = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hourCycle: 'h23' });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const both = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const relative = new Intl.RelativeTimeFormat(locale, { style: 'short', numeric: 'auto' });

  function age(iso: string, now: number): string {
    const then = new Date(iso);
    const passedMs = now - then.getTime();
    if (passedMs < minuteMs) return relative.format(0, 'second');
    if (passedMs < 60 * minuteMs) return relative.format(-Math.floor(passedMs / minuteMs), 'minute');
    return timeOrDate(iso, now);
  }

  function timeOrDate(iso: string, now: number): string {
    const then = new Date(iso);
    return then.toDateString() === new Date(now).toDateString() ? time.format(then) : both.format(then);
  }

  return {
    number: (value) => plain.format(value),
    seconds: (value) => (value < 10 ? tenths : plain).format(value),
    // Intl takes decimal texts as they are (ECMA-402, NumberFormat v3): no rounding through a double.
    money: (amount, currency) => `${decimal.format(amount as `${number}`)}\u00a0${currency}`,
    time: (iso) => time.format(new Date(iso)),
    timeWithSeconds: (iso) => exactTime.format(new Date(iso)),
    timeOrDate,
    date: (iso) => date.format(new Date(iso)),
    dateTime: (iso) => both.format(new Date(iso)),
    age,
    bytes: (count) => plain.format(count),
  };
}
