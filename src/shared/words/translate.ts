import i18next, { type i18n } from 'i18next';
import type { Language } from '../bridge.ts';
import { directionOf } from '../language.ts';
import { arabicDesktop } from './ar-desktop.ts';
import { arabicSetup } from './ar-setup.ts';
import { arabicSystem } from './ar-system.ts';
import { arabicWork } from './ar-work.ts';
import type { Catalogue, MessageKey } from './catalogue.ts';
import { englishDesktop } from './en-desktop.ts';
import { englishSetup } from './en-setup.ts';
import { englishSystem } from './en-system.ts';
import { englishWork } from './en-work.ts';
import { frenchDesktop } from './fr-desktop.ts';
import { frenchSetup } from './fr-setup.ts';
import { frenchSystem } from './fr-system.ts';
import { frenchWork } from './fr-work.ts';
import { typesetFrench } from './typeset.ts';

/** The whole of each language, put together when it is first asked for: a start of the agent does not wait for all three. */
export const catalogues = {
  fr: (): Catalogue<'one' | 'many' | 'other'> => ({
    ...frenchWork,
    ...frenchSetup,
    ...frenchSystem,
    ...frenchDesktop,
  }),
  en: (): Catalogue<'one' | 'other'> => ({
    ...englishWork,
    ...englishSetup,
    ...englishSystem,
    ...englishDesktop,
  }),
  ar: (): Catalogue<'zero' | 'one' | 'two' | 'few' | 'many' | 'other'> => ({
    ...arabicWork,
    ...arabicSetup,
    ...arabicSystem,
    ...arabicDesktop,
  }),
} satisfies Record<Language, () => object>;

/** Values go into the sentence; `count` is a number and chooses the plural; a number to be seen is formatted before. */
export type Translate = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;

const instances = new Map<Language, i18n>();

/**
 * The words of one language for window, tray, notifications and dialogues, with French typography or, in Arabic, every
 * value isolated from the sentence's direction. Costs nothing before the first word is asked for.
 */
export function createTranslate(language: Language): Translate {
  return (key, values = {}) => {
    const isolated = directionOf(language) === 'rtl' ? isolateValues(values) : values;
    const text = instanceOf(language).t(key, isolated);
    return language === 'fr' ? typesetFrench(text) : text;
  };
}

function instanceOf(language: Language): i18n {
  const known = instances.get(language);
  if (known !== undefined) return known;
  const instance = i18next.createInstance();
  void instance.init({
    lng: language,
    resources: { [language]: { translation: catalogues[language]() } },
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  instances.set(language, instance);
  return instance;
}

/** First-strong isolates (Unicode UAX 9): an address or a number in an Arabic sentence keeps its own direction. */
function isolateValues(values: Readonly<Record<string, string | number>>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' && value !== '' ? `\u2068${value}\u2069` : value,
    ]),
  );
}
