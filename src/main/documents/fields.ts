import * as z from 'zod';
import { AgentError } from '../base/errors.ts';
import { cleanText, shortenText } from './clean-text.ts';
import { toDecimal } from './money.ts';

/** Limits of what the API takes. Texts are shortened to theirs, never refused; counted in graphemes. */
export const limits = {
  nameGraphemes: 500,
  noteGraphemes: 2000,
  orderIdCharacters: 64,
  items: 500,
  money: 1e12,
  quantity: 1e9,
} as const;

/** A text, clean and shortened; null when absent, null or blank. */
export function textField({ maxGraphemes, lines }: { maxGraphemes: number; lines: boolean }) {
  return z
    .string()
    .nullish()
    .transform((raw) => shortenText(cleanText(raw ?? '', { lines }), maxGraphemes) || null);
}

export const nameField = textField({ maxGraphemes: limits.nameGraphemes, lines: false });

/** A number as an exact decimal: |x| < `below`. */
export function decimalField(below: number) {
  return z.number().gt(-below).lt(below).transform(toDecimal);
}

export const moneyField = decimalField(limits.money);
export const optionalMoneyField = moneyField.nullish().transform((value) => value ?? null);

/** 1 goes out first, 3 last; any other integer is brought within them. */
export function priorityField(byDefault: number) {
  return z
    .number()
    .refine(Number.isInteger, 'doit être un nombre entier')
    .nullish()
    .transform((value) => Math.min(3, Math.max(1, value ?? byDefault)));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * `input` as the schema reads it. Throws AgentError `INVALID_NUMBER` (a number that is not finite or out of range) or
 * `INVALID_FIELD` (any other mistake), with a sentence that names the first faulty field by its JSON path.
 */
export function parseFields<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input, { reportInput: true });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw issue === undefined ? new AgentError('INVALID_FIELD', 'Données invalides') : describeIssue(issue);
}

const expectedWords: Record<string, string> = {
  string: 'un texte',
  number: 'un nombre',
  array: 'une liste',
  object: 'un objet',
};

function describeIssue(issue: z.core.$ZodIssue): AgentError {
  const field = `Le champ ${formatPath(issue.path)}`;
  switch (issue.code) {
    case 'invalid_type':
      // JSON has no NaN, but it has 1e400, which reads as Infinity; zod calls both a wrong type.
      return issue.expected === 'number' && typeof issue.input === 'number'
        ? new AgentError('INVALID_NUMBER', `${field} doit être un nombre fini`)
        : new AgentError('INVALID_FIELD', `${field} doit être ${expectedWords[issue.expected] ?? 'valide'}`);
    case 'too_big':
    case 'too_small':
      return issue.origin === 'array'
        ? new AgentError('INVALID_FIELD', `${field} ne doit pas dépasser ${limits.items} éléments`)
        : new AgentError('INVALID_NUMBER', `${field} est un nombre hors limites`);
    default:
      return new AgentError('INVALID_FIELD', `${field} ${issue.code === 'custom' ? issue.message : 'est invalide'}`);
  }
}

/** ['items', 3, 'unit_price'] → « items[3].unit_price ». */
function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}
