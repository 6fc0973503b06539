import { useCallback, useEffect, useState } from 'preact/hooks';
import { useApp } from '../state/app-context.ts';
import { type Action, useAction } from '../state/use-action.ts';

const shownForSeconds = 30;

export interface RevealedToken {
  /** Null: hidden, and nowhere in the page. */
  token: string | null;
  secondsLeft: number;
  show: Action<[]>;
  hide(): void;
}

/** Shows the token for 30 s, or until nobody looks: a till's screen is seen by customers too. */
export function useRevealedToken(): RevealedToken {
  const { bridge } = useApp();
  const [shown, setShown] = useState<{ token: string; secondsLeft: number } | null>(null);
  const isShown = shown !== null;
  const hide = useCallback(() => setShown(null), []);
  const show = useAction(async () => {
    const { token } = await bridge.call('revealToken', undefined);
    setShown({ token, secondsLeft: shownForSeconds });
  });
  useEffect(() => {
    if (!isShown) return;
    const timer = setInterval(
      () =>
        setShown((current) =>
          current === null || current.secondsLeft <= 1 ? null : { ...current, secondsLeft: current.secondsLeft - 1 },
        ),
      1000,
    );
    const onHidden = () => {
      if (document.hidden) hide();
    };
    document.addEventListener('visibilitychange', onHidden);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', onHidden);
    };
  }, [isShown, hide]);
  return { token: shown?.token ?? null, secondsLeft: shown?.secondsLeft ?? 0, show, hide };
}
