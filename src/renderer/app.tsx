import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Language } from '../shared/bridge.ts';
import { chooseLanguage, directionOf } from '../shared/language.ts';
import { describeProblem } from '../shared/words/describe-problem.ts';
import { createTranslate, type Translate } from '../shared/words/translate.ts';
import type { AgentLink } from './bridge/agent-link.ts';
import { toProblem } from './bridge/problem-error.ts';
import { Login } from './panels/login.tsx';
import { Welcome } from './panels/welcome.tsx';
import { createFormat } from './parts/format.ts';
import { ProblemNote } from './parts/problem-note.tsx';
import { Shell } from './shell.tsx';
import type { AgentState, AgentStore } from './state/agent-store.ts';
import { AppContext, type App as AppValue } from './state/app-context.ts';

const sentenceMs = 6000;

/** The whole window: what it shows depends on the link first, then on whether the welcome is done. */
export function App({ bridge, store }: { bridge: AgentLink; store: AgentStore }) {
  const [state, setState] = useState(store.read());
  useEffect(() => store.watch(setState), [store]);
  const [chosen, setChosen] = useState<Language | null>(null);
  const language = chooseLanguage(chosen ?? state.overview?.language ?? null, navigator.languages);
  const t = useMemo(() => createTranslate(language), [language]);
  const format = useMemo(() => createFormat(language), [language]);
  const { sentence, say } = useSentence();
  // Saved as soon as there is an agent that can, which before the log-in there is not.
  const canSave = state.isCurrent;
  useEffect(() => {
    if (chosen === null || !canSave) return;
    let isWanted = true;
    const save = async () => {
      await bridge.call('saveSettings', { language: chosen });
      await store.ask('readOverview');
      // From here on the settings decide, whoever changes them.
      if (isWanted) setChosen(null);
    };
    save().catch((error: unknown) => {
      // Kept for this window: who has chosen it can read it.
      if (isWanted) say(t('language.notSaved', { why: describeProblem(toProblem(error), chosen).text }));
    });
    return () => {
      isWanted = false;
    };
  }, [chosen, canSave]);
  useLayoutEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = directionOf(language);
  }, [language]);
  const value = useMemo<AppValue>(
    () => ({ bridge, store, t, format, language, setLanguage: setChosen, say }),
    [bridge, store, t, format, language, say],
  );
  return (
    <AppContext.Provider value={value}>
      <div role="alert" class={state.link === 'lost' ? 'banner' : undefined}>
        {state.link === 'lost' ? t('link.lost') : null}
      </div>
      <Content state={state} t={t} />
      <div role="status" class={sentence === '' ? 'toast toast-empty' : 'toast'}>
        {sentence}
      </div>
    </AppContext.Provider>
  );
}

function Content({ state, t }: { state: AgentState; t: Translate }) {
  const { link, overview, problem } = state;
  if (link === 'signed-out') return <Login />;
  if (overview === null) {
    return (
      <main class="alone" id="main">
        <h1>SmartPOS Agent</h1>
        {link === 'lost' || problem !== null ? (
          <>
            <p role="status">
              <strong>{t('state.unreachable')}</strong> {t('state.unreachableWhatToDo')}
            </p>
            <ProblemNote problem={problem} />
          </>
        ) : (
          <p role="status">{t('link.connecting')}</p>
        )}
      </main>
    );
  }
  return overview.welcomeDone ? <Shell /> : <Welcome />;
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
