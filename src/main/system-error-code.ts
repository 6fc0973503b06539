/** The `code` of a system error (`ENOENT`, `ECONNREFUSED`), or an empty text. */
export function systemErrorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
