import { useId, useState } from 'preact/hooks';
import type { Picture, SettingsView } from '../../shared/bridge.ts';
import { Button } from '../parts/button.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useApp } from '../state/app-context.ts';
import { type Loaded, useAction } from '../state/use-action.ts';

const largestLogoBytes = 1024 * 1024;

interface LogoFieldProps {
  logo: Picture | null;
  fixed: boolean;
  take: Loaded<SettingsView>['take'];
}

/** Saved at once: a picture has no draft. */
export function LogoField({ logo, fixed, take }: LogoFieldProps) {
  const { bridge, t, say } = useApp();
  const id = useId();
  const [isWrong, setWrong] = useState(false);
  const save = useAction(async (file: File | null) => {
    const isRefused = file !== null && (file.size > largestLogoBytes || !/^image\/(png|jpeg)$/.test(file.type));
    setWrong(isRefused);
    if (isRefused) return;
    const wanted = file === null ? null : { base64: await toBase64(file) };
    await take(bridge.call('saveLogo', wanted));
    say(t('form.saved'));
  });
  return (
    <section class="card">
      <h2>{t('logo.title')}</h2>
      <p class="hint">{t('logo.hint')}</p>
      {logo === null ? (
        <p class="empty">{t('logo.none')}</p>
      ) : (
        <img class="logo" src={logo.dataUrl} width={logo.width} height={logo.height} alt={t('logo.title')} />
      )}
      {fixed ? (
        <p class="hint">{t('field.fixed')}</p>
      ) : (
        <div class="actions">
          <label for={id} class="button button-plain">
            {t('logo.choose')}
          </label>
          <input
            id={id}
            class="file-input"
            type="file"
            accept="image/png,image/jpeg"
            disabled={save.busy}
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              event.currentTarget.value = '';
              if (file !== undefined) void save.run(file);
            }}
          />
          {logo === null ? null : (
            <Button kind="quiet" icon="close" busy={save.busy} onClick={() => save.run(null)}>
              {t('logo.remove')}
            </Button>
          )}
        </div>
      )}
      {isWrong ? (
        <p role="alert" class="note note-stopped">
          {t('logo.wrong')}
        </p>
      ) : null}
      <ProblemNote problem={save.problem} />
    </section>
  );
}

async function toBase64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
