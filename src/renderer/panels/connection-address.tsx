import type { Connection } from '../../shared/bridge.ts';
import type { Translate } from '../../shared/words/translate.ts';
import { type Choice, NumberField, SelectField } from '../parts/field.tsx';
import { SettingsForm } from '../parts/form.tsx';
import { useApp } from '../state/app-context.ts';
import { type SavedSettings, useDraft } from '../state/use-draft.ts';

export const thisMachineOnly = '127.0.0.1';
export const allInterfaces = '0.0.0.0';

/** This machine only, one of its networks, or all of them; an address set by hand elsewhere stays choosable. */
export function hostChoices(connection: Connection, current: string, t: Translate): Choice<string>[] {
  const choices: Choice<string>[] = [
    { value: thisMachineOnly, label: t('connection.thisMachine') },
    ...connection.interfaces.map(({ name, address }) => ({
      value: address,
      label: t('connection.oneNetwork', { name, address }),
    })),
    { value: allInterfaces, label: t('connection.allNetworks') },
  ];
  return choices.some(({ value }) => value === current) ? choices : [...choices, { value: current, label: current }];
}

export function AddressForm({ connection, ...saved }: SavedSettings & { connection: Connection }) {
  const { t } = useApp();
  const draft = useDraft(saved);
  const { fixed } = saved.settings;
  const { host, port } = draft.value;
  return (
    <SettingsForm draft={draft}>
      <div class="fields">
        <SelectField
          label={t('connection.who')}
          wide
          value={host}
          choices={hostChoices(connection, host, t)}
          fixed={fixed.includes('host')}
          onChange={(value) => draft.change({ host: value })}
          hint={t(host === thisMachineOnly ? 'connection.localHint' : 'connection.networkHint')}
        />
        <NumberField
          label={t('connection.port')}
          value={port}
          min={1}
          max={65_535}
          fixed={fixed.includes('port')}
          onChange={(value) => draft.change({ port: value })}
        />
      </div>
    </SettingsForm>
  );
}
