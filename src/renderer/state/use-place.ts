import { useLayoutEffect, useState } from 'preact/hooks';

export const panelNames = ['today', 'journal', 'test', 'printer', 'connection', 'shop', 'about'] as const;
export type PanelName = (typeof panelNames)[number];

export interface Place {
  panel: PanelName;
  /** Of the job whose dialog is open over the panel. */
  jobId: string | null;
}

/** The place is the address's fragment, `#journal` or `#job=…`: reloading, the back key and notifications keep to it. */
export function usePlace(): Place {
  const [place, setPlace] = useState<Place>(() => readPlace('today'));
  // Listens before anything else can run: a plain effect comes after the first paint, and what was clicked meanwhile is lost.
  useLayoutEffect(() => {
    // A notification opens its job over the panel that is there: what is being typed on it stays.
    const onChange = () => setPlace((current) => readPlace(current.panel));
    window.addEventListener('hashchange', onChange);
    return () => window.removeEventListener('hashchange', onChange);
  }, []);
  return place;
}

/** Goes there without a step back to where one is: who closes a dialog is not to meet it again by the back key. */
export function goTo({ panel, jobId }: Partial<Place>): void {
  location.replace(`#${jobId === undefined || jobId === null ? panel : `job=${encodeURIComponent(jobId)}`}`);
}

function readPlace(under: PanelName): Place {
  const [, id] = /^#job=(.+)$/.exec(location.hash) ?? [];
  return {
    panel: id === undefined ? (panelNames.find((name) => `#${name}` === location.hash) ?? 'today') : under,
    jobId: id === undefined ? null : decode(id),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Nothing that this program has written: no job has such a name.
    return text;
  }
}
