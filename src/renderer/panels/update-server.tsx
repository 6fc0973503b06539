import type { UpdateSettings } from '../../shared/update.ts';
import { CheckField, TextField } from '../parts/field.tsx';
import { SettingsForm, useDraft } from '../parts/form.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useApp } from '../state/app-context.ts';
import { useSettings } from './use-settings.ts';

/** Set once by the technician, so folded away. */
export function UpdateServer() {
  const { t } = useApp();
  const settings = useSettings();
  return (
    <details>
      <summary>{t('update.server')}</summary>
      <ProblemNote problem={settings.problem} />
      {settings.value === null ? null : <ServerForm updates={settings.value.updates} />}
    </details>
  );
}

function ServerForm({ updates }: { updates: UpdateSettings }) {
  const { t } = useApp();
  const draft = useDraft({ enabled: updates.enabled, url: updates.url ?? '', publicKey: updates.publicKey ?? '' });
  const { enabled, url, publicKey } = draft.value;
  const orNull = (text: string) => (text.trim() === '' ? null : text.trim());
  return (
    <SettingsForm
      draft={draft}
      toPatch={() => ({ updates: { enabled, url: orNull(url), publicKey: orNull(publicKey) } })}
    >
      <CheckField
        label={t('update.enabled')}
        hint={t('update.enabledHint')}
        checked={enabled}
        onChange={(value) => draft.change({ enabled: value })}
      />
      <TextField
        label={t('update.url')}
        hint={t('update.urlHint')}
        code
        maxLength={2000}
        required={enabled}
        value={url}
        onChange={(value) => draft.change({ url: value })}
      />
      <TextField
        label={t('update.key')}
        hint={t('update.keyHint')}
        code
        required={enabled}
        value={publicKey}
        onChange={(value) => draft.change({ publicKey: value })}
      />
    </SettingsForm>
  );
}
