import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { LanguageChoice } from '../parts/language-choice.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useAgentState, useApp } from '../state/app-context.ts';
import { useAction, useLoaded } from '../state/use-action.ts';
import { ImportDrop } from './import-python.tsx';
import { useSettings } from './use-settings.ts';
import { NetworkStep, PrinterStep, TokenStep } from './welcome-steps.tsx';

const steps = ['printer', 'network', 'token'] as const;
/** The lines of the Python agent's `.env` that name the printer. */
const printerLines: readonly string[] = ['PRINTER_VENDOR_ID', 'PRINTER_PRODUCT_ID'];

/** First start: printer, network, token, and a page of paper that proves it. Every step can be left for later. */
export function Welcome() {
  const { bridge, store, t, format } = useApp();
  const { settingsRevision } = useAgentState();
  const [index, setIndex] = useState(0);
  /** A printer that is taken over stands in the place of one that was chosen before. */
  const [importCount, setImportCount] = useState(0);
  const heading = useRef<HTMLHeadingElement>(null);
  const settings = useSettings();
  const connection = useLoaded(() => bridge.call('readConnection', undefined), [settingsRevision]);
  const finish = useAction(() => store.ask('finishWelcome'));
  const step = steps[index] ?? 'printer';
  // The focus follows the step.
  useEffect(() => heading.current?.focus(), [step]);
  const next = () => setIndex((current) => current + 1);
  return (
    <main class="alone welcome" id="main">
      <div class="panel-head">
        <h1>{t('welcome.title')}</h1>
        <LanguageChoice />
      </div>
      <ol class="progress" aria-label={t('welcome.progress')}>
        {steps.map((each, place) => (
          <li key={each} aria-current={each === step ? 'step' : undefined} class={place < index ? 'done' : undefined}>
            {format.number(place + 1)}. {t(`welcome.${each}`)}
          </li>
        ))}
      </ol>
      <section class="card" aria-labelledby="step">
        <h2 id="step" ref={heading} tabIndex={-1}>
          {t(`welcome.${step}Title`)}
        </h2>
        <ProblemNote problem={settings.problem ?? connection.problem} />
        {settings.value === null || connection.value === null ? null : step === 'printer' ? (
          <PrinterStep key={importCount} settings={settings.value} take={settings.take} onNext={next} />
        ) : step === 'network' ? (
          <NetworkStep settings={settings.value} take={settings.take} connection={connection.value} onNext={next} />
        ) : (
          <TokenStep connection={connection.value} onFinish={finish.run} isFinishing={finish.busy} />
        )}
        <ProblemNote problem={finish.problem} />
      </section>
      {step === 'printer' ? (
        <details class="card">
          <summary>{t('welcome.import')}</summary>
          <p>{t('import.explain')}</p>
          <ImportDrop
            onTaken={(names) => {
              if (names.some((name) => printerLines.includes(name))) setImportCount((count) => count + 1);
            }}
          />
        </details>
      ) : null}
      <div class="actions">
        {index === 0 ? null : <Button onClick={() => setIndex(index - 1)}>{t('welcome.back')}</Button>}
        <Button kind="quiet" busy={finish.busy} onClick={finish.run}>
          {t('welcome.skip')}
        </Button>
      </div>
    </main>
  );
}
