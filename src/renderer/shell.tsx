import type { ComponentChildren, ComponentType } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { describeState } from '../shared/describe-state.ts';
import type { Problem } from '../shared/job.ts';
import { stateTitle } from '../shared/words/say-state.ts';
import { About } from './panels/about.tsx';
import { Connection } from './panels/connection.tsx';
import { Journal } from './panels/journal.tsx';
import { LinkedJob } from './panels/linked-job.tsx';
import { Printer } from './panels/printer.tsx';
import { Shop } from './panels/shop.tsx';
import { Test } from './panels/test.tsx';
import { Today } from './panels/today.tsx';
import { Icon } from './parts/icon.tsx';
import { LanguageChoice } from './parts/language-choice.tsx';
import { ProblemNote } from './parts/problem-note.tsx';
import { currentOverview } from './state/agent-store.ts';
import { useAgentState, useApp } from './state/app-context.ts';
import { goTo, type PanelName, type Place, panelNames, usePlace } from './state/use-place.ts';

const panels: Readonly<Record<PanelName, ComponentType>> = {
  today: Today,
  journal: Journal,
  test: Test,
  printer: Printer,
  connection: Connection,
  shop: Shop,
  about: About,
};

/** The job that the address names, over the panel; the journal with a sentence where there is no such job. */
function useLinkedJob({ panel, jobId }: Place): { dialog: ComponentChildren; missing: Problem | null } {
  const [missing, setMissing] = useState<Problem | null>(null);
  // Told as long as the journal that it has led to is looked at.
  useEffect(() => {
    if (panel !== 'journal') setMissing(null);
  }, [panel, jobId]);
  if (jobId === null) return { dialog: null, missing };
  const dialog = (
    <LinkedJob
      id={jobId}
      onOpen={(id) => goTo({ jobId: id })}
      onClose={() => goTo({ panel })}
      onMissing={(problem) => {
        setMissing(problem);
        goTo({ panel: 'journal' });
      }}
    />
  );
  return { dialog, missing };
}

/** The frame around the panels: where one is, and how the printer is, on every panel. */
export function Shell() {
  const { t, language } = useApp();
  const overview = currentOverview(useAgentState());
  const { name, level } = describeState(overview);
  const place = usePlace();
  const { panel, jobId } = place;
  const { dialog, missing } = useLinkedJob(place);
  const [isOpen, setOpen] = useState(false);
  const [isFirst, setFirst] = useState(true);
  const hadDialog = useRef(false);
  // The focus follows the panel, but not at the start.
  useEffect(() => {
    setOpen(false);
    setFirst(false);
    // A dialog that closes gives the focus back to what had it; where that was nothing, here is a place for it.
    const isKept = jobId !== null || (hadDialog.current && document.activeElement !== document.body);
    hadDialog.current = jobId !== null;
    if (!isFirst && !isKept) document.querySelector<HTMLElement>('main h1')?.focus();
  }, [panel, jobId]);
  const Panel = panels[panel];
  return (
    <div class="shell">
      <button type="button" class="skip" onClick={skipToMain}>
        {t('nav.skip')}
      </button>
      <header class="side">
        <p class="brand">SmartPOS Agent</p>
        <a class={`chip-state chip-${level}`} href="#today">
          <Icon name={level} />
          <span>{stateTitle(name, overview, language)}</span>
        </a>
        <button
          type="button"
          class="button button-plain menu-button"
          aria-expanded={isOpen}
          aria-controls="nav"
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name="menu" />
          <span>{t('nav.menu')}</span>
        </button>
        <nav id="nav" class={isOpen ? 'nav nav-open' : 'nav'} aria-label={t('nav.label')}>
          <ul>
            {panelNames.map((each) => (
              <li key={each}>
                <a href={`#${each}`} aria-current={each === panel ? 'page' : undefined}>
                  <Icon name={each} />
                  <span>{t(`nav.${each}`)}</span>
                </a>
              </li>
            ))}
          </ul>
          <LanguageChoice />
        </nav>
      </header>
      <main id="main" class={`panel panel-${panel}`} tabIndex={-1}>
        <ProblemNote problem={missing} tone="attention" />
        <Panel key={panel} />
      </main>
      {dialog}
    </div>
  );
}

/** The fragment names the panel, so this cannot be a link. */
function skipToMain(): void {
  document.querySelector<HTMLElement>('#main')?.focus();
}
