/**
 * The keys of a settings file that no setting has, as paths (`printer.colums`): nearly always a spelling mistake, which
 * nobody would notice otherwise.
 *
 * @param stored as the file has it
 * @param known the same after the schema, which drops what it does not know
 */
export function findUnknownKeys(stored: unknown, known: unknown, path: readonly string[] = []): string[] {
  if (!isRecord(stored) || !isRecord(known)) {
    return [];
  }
  return Object.entries(stored).flatMap(([key, value]) =>
    Object.hasOwn(known, key) ? findUnknownKeys(value, known[key], [...path, key]) : [[...path, key].join('.')],
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
