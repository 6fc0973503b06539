import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Language } from '../shared/bridge.ts';
import type { AgentLink } from './bridge/agent-link.ts';
import { createFormat } from './i18n/format.ts';
import { createTranslate, guessLanguage } from './i18n/translate.ts';
import { Login } from './panels/login.tsx';
import { Welcome } from './panels/welcome.tsx';
import { Shell } from './shell.tsx';
import type { AgentState, AgentStore } from './state/agent-store.ts';
import { AppContext, type App as AppValue } from './state/app-context.ts';

const sentenceMs = 6000;

/** The whole window: what it shows depends on the link first, then on whether the welcome is done. */
export function App({ bridge, store }: { bridge: AgentLink; store: AgentStore }) {
  const [state, setState] = useState(store.read());
  useEffect(() => store.watch(setState), [store]);
  const [chosen, setChosen] = useState<Language | null>(null);
  const language = chosen ?? state.overview?.language ?? guessLanguage(navigator.languages);
  const t = useMemo(() => createTranslate(language), [language]);
  const format = useMemo(() => createFormat(language), [language]);
  const { sentence, say } = useSentence();
  const setLanguage = useCallback(
    (wished: Language) => {
      setChosen(wished);
      // Before the login nothing can be saved; a refusal changes nothing in what is seen.
      void bridge.call('saveSettings', { language: wished }).catch(() => undefined);
    },
    [bridge],
  );
  useLayoutEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
  }, [language]);
  const value = useMemo<AppValue>(
    () => ({ bridge, store, t, format, language, setLanguage, say }),
    [bridge, store, t, format, language, setLanguage, say],
  );
  return (
    <AppContext.Provider value={value}>
      <div role="alert" class={state.link === 'lost' ? 'banner' : undefined}>
        {state.link === 'lost' ? t('link.lost') : null}
      </div>
      <Content state={state} waiting={t('link.connecting')} />
      <div role="status" class={sentence === '' ? 'toast toast-empty' : 'toast'}>
        {sentence}
      </div>
    </AppContext.Provider>
  );
}

function Content({ state, waiting }: { state: AgentState; waiting: string }) {
  const { link, overview } = state;
  if (link === 'signed-out') return <Login />;
  if (overview === null) {
    return (
      <main class="alone" id="main">
        <h1>SmartPOS Agent</h1>
        <p role="status">{waiting}</p>
      </main>
    );
  }
  return overview.welcomeDone ? <Shell overview={overview} /> : <Welcome />;
}

function useSentence(): { sentence: string; say(text: string): void } {
  const [sentence, setSentence] = useState('');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const say = useCallback((text: string) => {
    clearTimeout(timer.current);
    setSentence(text);
    timer.current = setTimeout(() => setSentence(''), sentenceMs);
  }, []);
  return { sentence, say };
}
