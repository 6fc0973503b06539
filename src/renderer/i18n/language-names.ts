import type { Language } from '../../shared/bridge.ts';

/** In their own words: who needs another language cannot read this one. */
export const languageNames: Readonly<Record<Language, string>> = { fr: 'Français', ar: 'العربية', en: 'English' };
