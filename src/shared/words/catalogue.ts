import type { frenchDesktop } from './fr-desktop.ts';
import type { frenchSetup } from './fr-setup.ts';
import type { frenchSystem } from './fr-system.ts';
import type { frenchWork } from './fr-work.ts';

/** CLDR's plural categories. Each language needs its own subset, on every key that counts something. */
export type PluralCategory = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other';

type FrenchKey =
  | keyof typeof frenchWork
  | keyof typeof frenchSetup
  | keyof typeof frenchSystem
  | keyof typeof frenchDesktop;
type PluralKey = FrenchKey extends infer Key ? (Key extends `${infer Stem}_other` ? Stem : never) : never;
type PlainKey = Exclude<FrenchKey, `${string}_${PluralCategory}`>;

/** What may be asked for. French decides which keys there are. */
export type MessageKey = PlainKey | PluralKey;

export type Catalogue<Categories extends PluralCategory> = Record<PlainKey | `${PluralKey}_${Categories}`, string>;

/** The part of a catalogue that has the same keys as a French file. */
export type SamePart<French, Categories extends PluralCategory> = Record<
  | Exclude<keyof French, `${string}_${PluralCategory}`>
  | (keyof French extends infer Key ? (Key extends `${infer Stem}_other` ? `${Stem}_${Categories}` : never) : never),
  string
>;
