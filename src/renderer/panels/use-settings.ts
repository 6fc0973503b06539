import type { SettingsView } from '../../shared/bridge.ts';
import { useAgentState, useApp } from '../state/app-context.ts';
import { type Loaded, useLoaded } from '../state/use-action.ts';

/** The settings as they are now, read again when anybody saved some. */
export function useSettings(): Loaded<SettingsView> {
  const { bridge } = useApp();
  const { settingsRevision } = useAgentState();
  return useLoaded(() => bridge.call('readSettings', undefined), [settingsRevision]);
}
