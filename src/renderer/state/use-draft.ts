import { useEffect, useRef, useState } from 'preact/hooks';
import type { SettingsView } from '../../shared/bridge.ts';
import type { SettingsPatch } from '../../shared/bridge-calls.ts';
import { useApp } from './app-context.ts';
import { changedFields, type Fields, fieldsSince, toFields, withFields } from './settings-fields.ts';
import type { Loaded } from './use-action.ts';

/** What the forms of one panel change together. */
export interface SavedSettings {
  settings: SettingsView;
  /** Puts the answer of a save in. */
  take: Loaded<SettingsView>['take'];
}

/** What a person has changed and not yet saved. */
export interface Draft {
  /** The saved settings, with the changes laid over them. */
  value: SettingsView;
  /** Whether there is anything to save: what was typed back to the saved value is no change. */
  isDirty: boolean;
  change(part: SettingsPatch): void;
  reset(): void;
  /** Sends the changes, and nothing when there are none. Rejects with what the agent refused; then nothing is lost. */
  save(): Promise<void>;
}

/**
 * Holds only what was changed here: what another window saves shows through, and is never sent back. A changed field is
 * shown until the agent's answer stands in its place; what was typed while that was on its way stays.
 *
 * @param tidy makes of what was typed what is sent, field by field: without spaces or empty lines
 */
export function useDraft({ settings, take }: SavedSettings, tidy = (typed: SettingsPatch) => typed): Draft {
  const { bridge } = useApp();
  const [fields, setFields] = useState<Fields>({});
  // Where `change` and `save` find what is there when they run, not what was there when they were made.
  const now = useRef({ fields, settings });
  now.current.settings = settings;
  const savesUnderWay = useRef(0);

  const put = (next: Fields) => {
    now.current.fields = next;
    setFields(next);
  };
  /** While a save is under way nobody knows what will be saved: the old value typed again is a change then. */
  const putChanged = (next: Fields, saved: SettingsView) =>
    put(savesUnderWay.current > 0 ? next : changedFields(next, saved));
  useEffect(() => {
    if (Object.keys(now.current.fields).length > 0) putChanged(now.current.fields, settings);
  }, [settings]);

  const toSend = (typed: Fields) => changedFields(toFields(tidy(withFields({}, typed))), settings);
  return {
    value: withFields(settings, fields),
    isDirty: Object.keys(toSend(fields)).length > 0,
    change: (part) => putChanged({ ...now.current.fields, ...toFields(part) }, now.current.settings),
    reset: () => put({}),
    save: async () => {
      const sent = now.current.fields;
      const changes = toSend(sent);
      if (Object.keys(changes).length === 0) return;
      savesUnderWay.current += 1;
      try {
        const saved = await take(bridge.call('saveSettings', withFields({}, changes)));
        savesUnderWay.current -= 1;
        putChanged(fieldsSince(now.current.fields, sent), saved);
      } catch (error) {
        savesUnderWay.current -= 1;
        putChanged(now.current.fields, now.current.settings);
        throw error;
      }
    },
  };
}
