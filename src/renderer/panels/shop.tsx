import { useEffect, useState } from 'preact/hooks';
import { type Language, languages } from '../../shared/bridge.ts';
import type { ShopPatch } from '../../shared/bridge-calls.ts';
import { languageNames } from '../../shared/language.ts';
import { LinesField, SelectField, TextField } from '../parts/field.tsx';
import { SettingsForm } from '../parts/form.tsx';
import { PaperPicture } from '../parts/paper-picture.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useApp } from '../state/app-context.ts';
import { useLoaded } from '../state/use-action.ts';
import { type SavedSettings, useDraft } from '../state/use-draft.ts';
import { LogoField } from './logo-field.tsx';
import { useSettings } from './use-settings.ts';

/** What stands on every ticket, with the ticket beside it as one types. */
export function Shop() {
  const { t } = useApp();
  const settings = useSettings();
  return (
    <>
      <h1 tabIndex={-1}>{t('nav.shop')}</h1>
      <ProblemNote problem={settings.problem} />
      {settings.value === null ? null : <ShopForm settings={settings.value} take={settings.take} />}
    </>
  );
}

function ShopForm({ settings, take }: SavedSettings) {
  const { t } = useApp();
  const draft = useDraft({ settings, take }, ({ shop = {} }) => ({ shop: tidy(shop) }));
  const { name, tagline, addressLines, phone, thanks, currency, locale } = draft.value.shop;
  const isFixed = (field: string) => settings.fixed.includes(`shop.${field}`);
  const change = (shop: ShopPatch) => draft.change({ shop });
  return (
    <div class="shop">
      <div>
        <SettingsForm draft={draft}>
          <section class="card">
            <h2>{t('shop.head')}</h2>
            <TextField
              label={t('shop.name')}
              value={name}
              fixed={isFixed('name')}
              onChange={(value) => change({ name: value })}
            />
            <TextField
              label={t('shop.tagline')}
              value={tagline}
              fixed={isFixed('tagline')}
              onChange={(value) => change({ tagline: value })}
            />
            <LinesField
              label={t('shop.address')}
              value={addressLines}
              fixed={isFixed('addressLines')}
              onChange={(lines) => change({ addressLines: lines })}
            />
            <TextField
              label={t('shop.phone')}
              code
              value={phone}
              fixed={isFixed('phone')}
              onChange={(value) => change({ phone: value })}
            />
          </section>
          <section class="card">
            <h2>{t('shop.foot')}</h2>
            <LinesField
              label={t('shop.thanks')}
              value={thanks}
              fixed={isFixed('thanks')}
              onChange={(lines) => change({ thanks: lines })}
            />
            <div class="fields">
              <TextField
                label={t('shop.currency')}
                value={currency}
                maxLength={8}
                required
                fixed={isFixed('currency')}
                onChange={(value) => change({ currency: value })}
              />
              <SelectField<Language>
                label={t('shop.locale')}
                value={locale}
                fixed={isFixed('locale')}
                choices={languages.map((language) => ({ value: language, label: languageNames[language] }))}
                onChange={(value) => change({ locale: value })}
              />
            </div>
          </section>
        </SettingsForm>
        <LogoField logo={settings.logo} fixed={settings.fixed.includes('logoFile')} take={take} />
      </div>
      <ShopPreview patch={tidy(draft.value.shop)} logo={settings.logo?.dataUrl ?? null} />
    </div>
  );
}

function tidy({ addressLines, thanks, ...rest }: ShopPatch): ShopPatch {
  return {
    ...rest,
    ...(addressLines === undefined ? {} : { addressLines: withoutEmpty(addressLines) }),
    ...(thanks === undefined ? {} : { thanks: withoutEmpty(thanks) }),
  };
}

/** An empty line would be paper without a word. */
function withoutEmpty(lines: readonly string[]): string[] {
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}

/** After the last key: each picture is drawn by the agent. */
const typingPauseMs = 300;

function ShopPreview({ patch, logo }: { patch: ShopPatch; logo: string | null }) {
  const { bridge, t } = useApp();
  const text = JSON.stringify(patch);
  const [wanted, setWanted] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setWanted(text), typingPauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  const picture = useLoaded(() => bridge.call('previewShop', JSON.parse(wanted) as ShopPatch), [wanted, logo]);
  return (
    <section class="card shop-preview">
      <h2>{t('shop.preview')}</h2>
      <PaperPicture picture={picture} alt={t('shop.previewAlt')} wait={t('job.drawing')} />
    </section>
  );
}
