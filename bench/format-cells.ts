/** Three significant digits below a thousand, whole above. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) {
    return '–';
  }
  return value >= 100
    ? Math.round(value).toLocaleString('en-US')
    : value.toLocaleString('en-US', { maximumSignificantDigits: 3 });
}

export function formatPair(first: number, second: number): string {
  return `${formatNumber(first)} / ${formatNumber(second)}`;
}

/** `agent` over `beside`, with the sign that says so. */
export function formatRatio(agent: number, beside: number): string {
  return `× ${formatNumber(agent / beside)}`;
}

export function formatAim(text: string, isMet: boolean): string {
  return `${text}: ${isMet ? 'met' : 'NOT MET'}`;
}
