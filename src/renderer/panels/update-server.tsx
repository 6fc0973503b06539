import type { SettingsPatch } from '../../shared/bridge-calls.ts';
import { CheckField, TextField } from '../parts/field.tsx';
import { SettingsForm } from '../parts/form.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useApp } from '../state/app-context.ts';
import { type SavedSettings, useDraft } from '../state/use-draft.ts';
import { useSettings } from './use-settings.ts';

/** Set once by the technician, so folded away. */
export function UpdateServer() {
  const { t } = useApp();
  const settings = useSettings();
  return (
    <details>
      <summary>{t('update.server')}</summary>
      <ProblemNote problem={settings.problem} />
      {settings.value === null ? null : <ServerForm settings={settings.value} take={settings.take} />}
    </details>
  );
}

/** A pasted address brings spaces along. */
function tidy({ updates }: SettingsPatch): SettingsPatch {
  if (updates === undefined) return {};
  return {
    updates: Object.fromEntries(
      Object.entries(updates).map(([key, value]) => [key, typeof value === 'string' ? orNull(value.trim()) : value]),
    ),
  };
}

const orNull = (text: string) => (text === '' ? null : text);

function ServerForm(saved: SavedSettings) {
  const { t } = useApp();
  const draft = useDraft(saved, tidy);
  const { enabled, url, publicKey } = draft.value.updates;
  return (
    <SettingsForm draft={draft}>
      <CheckField
        label={t('update.enabled')}
        hint={t('update.enabledHint')}
        checked={enabled}
        onChange={(value) => draft.change({ updates: { enabled: value } })}
      />
      <TextField
        label={t('update.url')}
        hint={t('update.urlHint')}
        code
        maxLength={2000}
        required={enabled}
        value={url ?? ''}
        onChange={(value) => draft.change({ updates: { url: orNull(value) } })}
      />
      <TextField
        label={t('update.key')}
        hint={t('update.keyHint')}
        code
        required={enabled}
        value={publicKey ?? ''}
        onChange={(value) => draft.change({ updates: { publicKey: orNull(value) } })}
      />
    </SettingsForm>
  );
}
