import { describe, expect, it, test } from 'vitest';
import { wantedNotices } from '../../../src/main/desktop/tray/notices.ts';
import { chooseTrayLook, fitTooltip, type ShellState } from '../../../src/main/desktop/tray/tray-look.ts';
import { stoppedPage } from '../../../src/main/desktop/window/stopped-page.ts';
import { languages } from '../../../src/shared/bridge.ts';
import { describeState } from '../../../src/shared/describe-state.ts';
import { printerConditions } from '../../../src/shared/printer-state.ts';
import { stateSentence, stateTitle } from '../../../src/shared/words/say-state.ts';
import { createTranslate } from '../../../src/shared/words/translate.ts';
import { job, overview, printerState, queueCounts } from '../../desktop/tray/shell-states.ts';

const notices = {
  none: [],
  quiet: [{ code: 'UNKNOWN_SETTINGS', message: 'x' }],
  loud: [{ code: 'TOKEN_UNREADABLE', message: 'x' }],
};

/** Tickets in doubt, and papers that did not come out in time. */
const doubts = [
  [0, 0],
  [1, 0],
  [2, 0],
  [0, 1],
  [1, 2],
] as const;

const tills = printerConditions.flatMap((condition) =>
  [false, true].flatMap((paused) =>
    doubts.flatMap(([uncertain, expired]) =>
      (['none', 'quiet', 'loud'] as const).flatMap((said) =>
        [0, 1].map((printing) => {
          const queue = queueCounts({ waiting: printing, printing, uncertain, expired });
          const facts = overview({ printer: printerState({ condition }), paused, queue, notices: notices[said] });
          const name = `${condition}${paused ? ', paused' : ''}, ${uncertain} in doubt, ${expired} late, notices ${said}, ${printing} printing`;
          return [name, { name: 'running', overview: facts }] as const;
        }),
      ),
    ),
  ),
);

const pictures = { ready: 'ready', busy: 'printing', attention: 'attention', stopped: 'stopped' };

describe('icon, window and notification say the same', () => {
  it.each(tills)('%s', (_name, state) => {
    const { overview: facts } = state;
    const { uncertain, expired } = facts.queue;
    const jobs = [
      ...Array.from({ length: uncertain }, (_, index) => job({ id: String(index) })),
      ...Array.from({ length: expired }, (_, index) =>
        job({ id: `late ${index}`, state: 'expired', decision: 'open' }),
      ),
    ];
    // The window: card and chip.
    const { name, level } = describeState(facts);
    const title = stateTitle(name, facts, 'fr');
    const icon = chooseTrayLook(state, 'fr');
    const told = wantedNotices(state, jobs, 'fr');
    expect(icon.picture).toBe(pictures[level]);
    // Whoever is called by a notification finds an icon and a window that say so.
    if (level === 'ready' || level === 'busy') expect(told).toEqual([]);
    const callsFor = ['blocked', 'offline', 'check', 'expired'];
    expect(told[0]?.title === title).toBe(callsFor.includes(name));
    const { condition } = facts.printer;
    const isBroken = condition === 'blocked' || condition === 'offline';
    expect(told.map(({ key }) => key.split(' ')[0])).toEqual([
      ...(isBroken ? [condition] : []),
      ...(uncertain > 0 ? ['uncertain'] : []),
      ...(expired > 0 ? ['expired'] : []),
    ]);
    // The printer's trouble is one sentence, wherever it is read.
    if (isBroken) {
      const { text } = stateSentence(name, facts, 'fr');
      expect([icon.sentence, told[0]?.body]).toEqual([text, text]);
    }
  });

  it.each(languages)('that no agent runs (%s)', (language) => {
    const problem = { code: 'PORT_IN_USE', message: 'Port pris.' };
    const failed: ShellState = { name: 'failed', problem };
    expect(chooseTrayLook(failed, language)).toMatchObject({ picture: pictures[describeState(null).level] });
    const [told] = wantedNotices(failed, [], language);
    expect(stoppedPage(problem, language)).toContain(`<h1>${told?.title}</h1>`);
    expect(stoppedPage(problem, language)).toContain(told?.body);
    for (const name of ['starting', 'stopped'] as const) {
      expect(chooseTrayLook({ name }, language).picture).toBe('stopped');
      expect(wantedNotices({ name }, [job()], language)).toEqual([]);
    }
    expect(stoppedPage(null, language)).toContain(chooseTrayLook({ name: 'starting' }, language).sentence);
  });

  it.each(languages)('in %s without a cut in a tooltip, where the words are the tray’s own', (language) => {
    const own = tills.filter(
      ([, { overview: facts }]) => !['blocked', 'offline', 'disabled'].includes(facts.printer.condition),
    );
    const lines = own.map(([, state]) => chooseTrayLook(state, language).sentence);
    for (const line of [...lines, createTranslate(language)('tray.stopped')]) {
      expect(fitTooltip(line)).toBe(`SmartPOS Agent : ${line}`);
    }
  });
});

test('a count of doubtful tickets is one entry, in window, tray and notification', () => {
  const queue = queueCounts({ uncertain: 3 });
  const state: ShellState = { name: 'running', overview: overview({ queue }) };
  const words = { fr: '3 tickets à vérifier', en: '3 tickets to check', ar: '\u20683\u2069 تذاكر يجب التحقق منها' };
  for (const language of languages) {
    expect(stateTitle('check', overview({ queue }), language)).toBe(words[language]);
    expect(chooseTrayLook(state, language).sentence).toBe(words[language]);
    expect(wantedNotices(state, [job()], language)[0]?.title).toBe(words[language]);
  }
});

test('a count of papers that did not come out is one entry, too', () => {
  const queue = queueCounts({ expired: 3 });
  const state: ShellState = { name: 'running', overview: overview({ queue }) };
  const words = {
    fr: '3 tickets ne sont pas sortis',
    en: '3 tickets did not come out',
    ar: '\u20683\u2069 تذاكر لم تخرج',
  };
  const late = job({ state: 'expired', decision: 'open' });
  for (const language of languages) {
    expect(stateTitle('expired', overview({ queue }), language)).toBe(words[language]);
    expect(chooseTrayLook(state, language)).toEqual({ picture: 'attention', sentence: words[language] });
    expect(wantedNotices(state, [late], language)[0]?.title).toBe(words[language]);
  }
});
