import { type Language, languages } from '../../../shared/bridge.ts';
import { arabic } from './desktop-text-arabic.ts';
import { english } from './desktop-text-english.ts';
import { french } from './desktop-text-french.ts';
import type { DesktopText } from './desktop-words.ts';

const catalogue: Record<Language, DesktopText> = { fr: french, ar: arabic, en: english };

export function desktopText(language: Language): DesktopText {
  return catalogue[language];
}

/**
 * The language of the settings, else the system's (`ar-DZ`), else French.
 *
 * @param systemLocale as `app.getLocale` gives it; empty before the application is ready
 */
export function chooseLanguage(chosen: Language | null, systemLocale: string): Language {
  const [code = ''] = systemLocale.toLowerCase().split(/[-_]/);
  return chosen ?? languages.find((language) => language === code) ?? 'fr';
}
