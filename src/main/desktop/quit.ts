import { app, dialog } from 'electron';
import type { Language } from '../../shared/bridge.ts';
import { createTranslate } from '../../shared/words/translate.ts';
import type { Log } from '../base/log.ts';

/** The agent finishes its bytes within 3.5 s; whatever takes longer must not keep the machine from shutting down. */
const quitMs = 3_800;

export interface Quit {
  /** A person wants to quit: asked once more when jobs wait. */
  ask(): Promise<void>;
  /** The system wants it: no question. */
  now(): Promise<void>;
}

/** Ends the application, once, with the current bytes finished. */
export function createQuit(options: {
  waiting: () => number;
  language: () => Language;
  end: () => Promise<void>;
  log: () => Log;
}): Quit {
  const { waiting, language, end, log } = options;
  let ending: Promise<void> | null = null;
  let isAsking = false;
  const now = (): Promise<void> => {
    const giveUp = setTimeout(() => {
      // Whatever was accepted is on disk; what was being printed is called uncertain by the next start.
      log().error({ limitMs: quitMs }, 'a part of the application did not end in time: left behind, its jobs are kept');
      app.exit(0);
    }, quitMs);
    ending ??= end().finally(() => {
      clearTimeout(giveUp);
      app.exit(0);
    });
    return ending;
  };
  return {
    now,
    ask: async () => {
      if (isAsking || ending !== null) return;
      const count = waiting();
      if (count > 0) {
        isAsking = true;
        const t = createTranslate(language());
        const { response } = await dialog.showMessageBox({
          type: 'question',
          title: t('quit.title'),
          message: t('quit.question', { count, shown: String(count) }),
          detail: t('quit.detail'),
          buttons: [t('action.quit'), t('quit.cancel')],
          defaultId: 1,
          cancelId: 1,
          noLink: true,
        });
        isAsking = false;
        if (response !== 0) return;
      }
      await now();
    },
  };
}
