import { useId } from 'preact/hooks';
import { languages } from '../../shared/bridge.ts';
import { languageNames } from '../../shared/language.ts';
import { useApp } from '../state/app-context.ts';
import { Icon } from './icon.tsx';

/** Always in sight: who cannot read this language must find the way out. */
export function LanguageChoice() {
  const { t, language, setLanguage } = useApp();
  const id = useId();
  return (
    <div class="language">
      <Icon name="language" />
      <label class="visually-hidden" for={id}>
        {t('language.label')}
      </label>
      <select
        id={id}
        value={language}
        onChange={(event) => {
          const chosen = languages.find((each) => each === event.currentTarget.value);
          if (chosen !== undefined) setLanguage(chosen);
        }}
      >
        {languages.map((each) => (
          <option key={each} value={each} lang={each}>
            {languageNames[each]}
          </option>
        ))}
      </select>
    </div>
  );
}
