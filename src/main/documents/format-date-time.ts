/** « 22/11/2026 14:05 », in Latin digits for every language. `timeZone` is an IANA name; undefined: the machine's. */
export function formatDateTime(date: Date, timeZone: string | undefined): string {
  if (timeZone === undefined) {
    const two = (value: number) => String(value).padStart(2, '0');
    const day = `${two(date.getDate())}/${two(date.getMonth() + 1)}/${date.getFullYear()}`;
    return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
  }
  const format = new Intl.DateTimeFormat('en-GB-u-ca-gregory-nu-latn', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  const parts = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
  return `${parts.day}/${parts.month}/${parts.year} ${parts.hour}:${parts.minute}`;
}
