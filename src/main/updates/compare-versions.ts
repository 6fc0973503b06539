/**
 * Whether `offered` is newer than `current`, by semver.org. What is no version is never newer: an update must not come from
 * a typing error.
 */
export function isNewerVersion(offered: string, current: string): boolean {
  const [a, b] = [parse(offered), parse(current)];
  if (a === null || b === null) return false;
  for (const index of [0, 1, 2] as const) {
    if (a.numbers[index] !== b.numbers[index]) return (a.numbers[index] ?? 0) > (b.numbers[index] ?? 0);
  }
  // A release is newer than its own previews; of two previews neither is taken for newer.
  return a.preview === null && b.preview !== null;
}

function parse(version: string): { numbers: number[]; preview: string | null } | null {
  const match = /^v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:-([\w.-]+))?(?:\+[\w.-]+)?$/.exec(version.trim());
  return match === null ? null : { numbers: match.slice(1, 4).map(Number), preview: match[4] ?? null };
}
