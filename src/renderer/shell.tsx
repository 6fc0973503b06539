import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Overview } from '../shared/bridge.ts';
import { About } from './panels/about.tsx';
import { Connection } from './panels/connection.tsx';
import { Journal } from './panels/journal.tsx';
import { Printer } from './panels/printer.tsx';
import { Shop } from './panels/shop.tsx';
import { stateTitle } from './panels/state-card.tsx';
import { Test } from './panels/test.tsx';
import { Today } from './panels/today.tsx';
import { Icon } from './parts/icon.tsx';
import { LanguageChoice } from './parts/language-choice.tsx';
import { useAgentState, useApp } from './state/app-context.ts';
import { readStateLevel } from './state/state-level.ts';

export const panelNames = ['today', 'journal', 'test', 'printer', 'connection', 'shop', 'about'] as const;
export type PanelName = (typeof panelNames)[number];

const panels: Readonly<Record<PanelName, ComponentType>> = {
  today: Today,
  journal: Journal,
  test: Test,
  printer: Printer,
  connection: Connection,
  shop: Shop,
  about: About,
};

/** The panel is the address's fragment: reloading, the back key and the tray's links keep to it. */
function usePanel(): PanelName {
  const read = () => panelNames.find((name) => `#${name}` === location.hash) ?? 'today';
  const [panel, setPanel] = useState(read);
  useEffect(() => {
    const onChange = () => setPanel(read());
    window.addEventListener('hashchange', onChange);
    return () => window.removeEventListener('hashchange', onChange);
  });
  return panel;
}

/** The frame around the panels: where one is, and how the printer is, on every panel. */
export function Shell({ overview }: { overview: Overview }) {
  const { t } = useApp();
  const { link } = useAgentState();
  const panel = usePanel();
  const [isOpen, setOpen] = useState(false);
  const [isFirst, setFirst] = useState(true);
  const level = readStateLevel(overview, link);
  // The focus follows the panel, but not at the start.
  useEffect(() => {
    setOpen(false);
    setFirst(false);
    if (!isFirst) document.querySelector<HTMLElement>('main h1')?.focus();
  }, [panel]);
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
          <span>{t(stateTitle(overview))}</span>
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
            {panelNames.map((name) => (
              <li key={name}>
                <a href={`#${name}`} aria-current={name === panel ? 'page' : undefined}>
                  <Icon name={name} />
                  <span>{t(`nav.${name}`)}</span>
                </a>
              </li>
            ))}
          </ul>
          <LanguageChoice />
        </nav>
      </header>
      <main id="main" class={`panel panel-${panel}`} tabIndex={-1}>
        <Panel key={panel} />
      </main>
    </div>
  );
}

/** The fragment names the panel, so this cannot be a link. */
function skipToMain(): void {
  document.querySelector<HTMLElement>('#main')?.focus();
}
