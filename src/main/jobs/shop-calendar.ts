const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Days and hours as the shop's people count them. */
export interface ShopCalendar {
  /** 0 to 23. */
  hourOf(at: number): number;
  /** `2026-11-22` */
  dayOf(at: number): string;
  /**
   * The moments at which this day (`2026-11-22`) begins and at which the next one does: 23, 24 or 25 hours apart. NaN for
   * what is no day.
   */
  boundsOf(day: string): { from: number; before: number };
}

/** `timeZone` is an IANA name; undefined: the machine's. */
export function createShopCalendar(timeZone: string | undefined): ShopCalendar {
  const zone = timeZone === undefined ? {} : { timeZone };
  // Swedish writes dates as ISO 8601 does.
  const locale = 'sv-SE-u-ca-gregory-nu-latn';
  const hours = new Intl.DateTimeFormat(locale, { hour: '2-digit', hourCycle: 'h23', ...zone });
  const days = new Intl.DateTimeFormat(locale, { year: 'numeric', month: '2-digit', day: '2-digit', ...zone });
  const dayOf = (at: number) => days.format(at);

  /** The first minute of the day: not always midnight, where summer time begins at midnight (Cairo, Beirut). */
  const beginOf = (day: string): number => {
    const utc = Date.parse(`${day}T00:00:00Z`);
    // Zones lie between UTC−12 and UTC+14.
    let early = utc - 15 * 60 * minuteMs;
    let late = utc + 13 * 60 * minuteMs;
    while (late - early > minuteMs) {
      const middle = early + Math.floor((late - early) / 2 / minuteMs) * minuteMs;
      if (dayOf(middle) >= day) {
        late = middle;
      } else {
        early = middle;
      }
    }
    return late;
  };

  return {
    hourOf: (at) => Number(hours.format(at)),
    dayOf,
    boundsOf: (day) => {
      const utc = Date.parse(`${day}T00:00:00Z`);
      // 30 February would silently be 2 March.
      if (Number.isNaN(utc) || isoDay(utc) !== day) {
        return { from: Number.NaN, before: Number.NaN };
      }
      return { from: beginOf(day), before: beginOf(isoDay(utc + dayMs)) };
    },
  };
}

function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
