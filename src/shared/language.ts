import { type Language, languages } from './bridge.ts';

/** In their own words: who needs another language cannot read this one. */
export const languageNames: Readonly<Record<Language, string>> = { fr: 'Français', ar: 'العربية', en: 'English' };

/** Which way a page in this language runs. */
export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}

/**
 * The language of the settings, else the first known one of the system's or the browser's, else French.
 *
 * @param wished as a browser lists them, or as `app.getLocale` gives one (`ar-DZ`); empty before the application is ready
 */
export function chooseLanguage(chosen: Language | null, wished: readonly string[]): Language {
  if (chosen !== null) return chosen;
  for (const tag of wished) {
    const [code] = tag.toLowerCase().split(/[-_]/);
    const language = languages.find((known) => known === code);
    if (language !== undefined) return language;
  }
  return 'fr';
}
