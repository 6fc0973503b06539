/** The outcome of one named check. `detail` says what was found when it failed. */
export interface Check {
  name: string;
  ok: boolean;
  detail: string;
}

/** Collects named checks; one that throws has failed. */
export function createCheckList(onCheck: (check: Check) => void = () => {}) {
  const checks: Check[] = [];
  return {
    checks,
    get failed() {
      return checks.filter(({ ok }) => !ok);
    },
    /** @param look gives null when all is well, else what is wrong */
    check: async (name: string, look: () => string | null | Promise<string | null>): Promise<void> => {
      let detail: string | null;
      try {
        detail = await look();
      } catch (error) {
        detail = error instanceof Error ? error.message : String(error);
      }
      const check = { name, ok: detail === null, detail: detail ?? '' };
      checks.push(check);
      onCheck(check);
    },
  };
}

export type CheckList = ReturnType<typeof createCheckList>;

export function formatCheck({ name, ok, detail }: Check): string {
  return ok ? `ok    ${name}` : `FAIL  ${name}: ${detail}`;
}

/** Null when both hold the same, else what one has and the other has not. */
export function compareLists(found: readonly string[], wanted: readonly string[]): string | null {
  const missing = wanted.filter((entry) => !found.includes(entry));
  const extra = found.filter((entry) => !wanted.includes(entry));
  const parts = [
    ...(missing.length === 0 ? [] : [`missing ${missing.join(', ')}`]),
    ...(extra.length === 0 ? [] : [`too much: ${extra.join(', ')}`]),
  ];
  return parts.length === 0 ? null : parts.join('; ');
}
