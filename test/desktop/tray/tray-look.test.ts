import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  chooseTrayIcon,
  chooseTrayLook,
  fitTooltip,
  type ShellState,
} from '../../../src/main/desktop/tray/tray-look.ts';
import { describePrinterState } from '../../../src/main/printers/dialogue/printer-status.ts';
import { languages } from '../../../src/shared/bridge.ts';
import { arabicProblems } from '../../../src/shared/words/problems-ar.ts';
import { englishProblems, type ProblemCode } from '../../../src/shared/words/problems-en.ts';
import { blocked, printerState, queueCounts, running } from './shell-states.ts';

const busy = queueCounts({ waiting: 3, printing: 1 });
const doubtful = queueCounts({ uncertain: 2 });
const paperOut = blocked('PAPER_OUT', 'Plus de papier : mettez un rouleau neuf.');

describe('what the tray shows', () => {
  it.each<[string, ShellState, string, RegExp]>([
    ['starting', { name: 'starting' }, 'stopped', /démarre…/],
    ['stopping', { name: 'stopped' }, 'stopped', /s.arrête…/],
    ['failed', { name: 'failed', problem: { code: 'PORT_IN_USE', message: 'x' } }, 'stopped', /Arrêté/],
    ['ready', running(), 'ready', /prête/],
    ['printing', running({ queue: busy }), 'printing', /en cours/],
    ['paper out', paperOut, 'attention', /rouleau neuf/],
    [
      'gone',
      running({ printer: printerState({ condition: 'offline', message: 'Débranchée.' }) }),
      'attention',
      /Débranchée/,
    ],
    ['a doubtful ticket', running({ queue: doubtful }), 'attention', /^2 tickets à vérifier$/],
    ['paused', running({ paused: true, queue: busy }), 'stopped', /pause/],
    ['disabled', running({ printer: printerState({ condition: 'disabled' }) }), 'stopped', /désactivée/],
    [
      'without a printer',
      running({ printer: printerState({ condition: 'virtual' }) }),
      'attention',
      /Aucune imprimante.*rien ne sort/,
    ],
    [
      'without a printer, a ticket being drawn',
      running({ printer: printerState({ condition: 'virtual' }), queue: busy }),
      'attention',
      /Aucune imprimante.*rien ne sort/,
    ],
    ['low on paper', running({ printer: printerState({ reasons: ['media-low'] }) }), 'ready', /Bientôt plus de papier/],
    ['another port', running({ notices: [{ code: 'PORT_FALLBACK', message: 'x' }] }), 'attention', /ouvrez la fenêtre/],
    [
      'a setting that nothing knows',
      running({ notices: [{ code: 'UNKNOWN_SETTINGS', message: 'x' }] }),
      'ready',
      /prête/,
    ],
  ])('%s', (_name, state, picture, sentence) => {
    const look = chooseTrayLook(state, 'fr');
    expect(look.picture).toBe(picture);
    expect(look.sentence).toMatch(sentence);
  });

  it('a printer without paper matters more than a pause or a doubtful ticket', () => {
    const state = running({
      paused: true,
      queue: doubtful,
      printer: printerState({ condition: 'blocked', reasons: ['media-empty'], message: 'Plus de papier.' }),
    });
    expect(chooseTrayLook(state, 'fr')).toEqual({ picture: 'attention', sentence: 'Plus de papier.' });
  });

  it.each(languages)('says every reason in %s', (language) => {
    for (const reason of ['media-empty', 'cover-open', 'cutter-error', 'overheated', 'other'] as const) {
      const { code } = describePrinterState('blocked', [reason]);
      const { sentence } = chooseTrayLook(blocked(code, 'phrase de l’agent', reason), language);
      const words = { ar: arabicProblems, en: englishProblems };
      expect(sentence).toBe(language === 'fr' ? 'phrase de l’agent' : words[language][code as ProblemCode]);
      expect(sentence).toMatch(/\p{L}/u);
    }
  });

  it('a tooltip never passes what Windows shows, and ends between words', () => {
    const long = fitTooltip(`${'imprimante '.repeat(30)}`);
    expect(long.length).toBeLessThanOrEqual(127);
    expect(long).toMatch(/imprimante…$/);
    expect(fitTooltip('Prête.')).toBe('SmartPOS Agent : Prête.');
  });

  it.each(['win32', 'linux', 'darwin'] as const)('every icon that is asked for on %s is there', (platform) => {
    for (const picture of ['ready', 'printing', 'attention', 'stopped'] as const) {
      for (const isDark of [true, false]) {
        const icon = chooseTrayIcon(picture, { platform, isDark, desktop: '' });
        expect(existsSync(join(import.meta.dirname, '../../../assets/icons', icon)), icon).toBe(true);
      }
    }
  });

  it('on GNOME, whose bar is black in its light theme, the ink is white', () => {
    expect(chooseTrayIcon('ready', { platform: 'linux', isDark: false, desktop: 'ubuntu:GNOME' })).toBe(
      'tray-ready-dark.png',
    );
  });
});
