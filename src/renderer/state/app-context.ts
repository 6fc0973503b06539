import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Language } from '../../shared/bridge.ts';
import type { Translate } from '../../shared/words/translate.ts';
import type { AgentLink } from '../bridge/agent-link.ts';
import type { Format } from '../parts/format.ts';
import type { AgentState, AgentStore } from './agent-store.ts';

export interface App {
  bridge: AgentLink;
  store: AgentStore;
  t: Translate;
  format: Format;
  language: Language;
  setLanguage(language: Language): void;
  /** A short sentence that appears at the bottom and is read aloud: saved, copied. */
  say(text: string): void;
}

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = useContext(AppContext);
  if (app === null) throw new Error('AppContext is missing');
  return app;
}

export function useAgentState(): AgentState {
  const { store } = useApp();
  const [state, setState] = useState(store.read());
  useEffect(() => store.watch(setState), [store]);
  return state;
}
