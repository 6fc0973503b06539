import { app, dialog } from 'electron';
import type { Language } from '../../shared/bridge.ts';
import { createTranslate } from '../../shared/words/translate.ts';

/** The agent finishes its bytes within 5 s; whatever takes longer must not keep the machine from shutting down. */
const quitMs = 8000;

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
}): Quit {
  const { waiting, language, end } = options;
  let ending: Promise<void> | null = null;
  let isAsking = false;
  const now = (): Promise<void> => {
    const giveUp = setTimeout(() => app.exit(1), quitMs);
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
