import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

interface WindowedListProps<Item> {
  items: readonly Item[];
  /** In rem, so that it grows with the user's letter size. */
  rowRem: number;
  label: string;
  keyOf(item: Item): string;
  /** Only the row of the keyboard's place is a tab stop; arrows move it. */
  renderRow(item: Item, options: { tabIndex: number; onFocus: () => void }): ComponentChildren;
  /** The end is near: the next page is wanted. */
  onNearEnd(): void;
  hasMore: boolean;
}

/** Rows rendered above and below what is seen, so that fast scrolling shows no holes. */
const overscan = 8;

/** Keeps only the rows in sight in the page: 50,000 of them scroll as smoothly as 50. */
export function WindowedList<Item>(props: WindowedListProps<Item>) {
  const { items, rowRem, keyOf, onNearEnd, hasMore } = props;
  const ref = useRef<HTMLUListElement>(null);
  const [view, setView] = useState({ top: 0, height: 600, row: rowRem * 16 });
  const [current, setCurrent] = useState(0);
  /** The row that the keyboard asked for, until it is in the page. */
  const wanted = useRef<number | null>(null);

  const measure = () => {
    const list = ref.current;
    if (list === null) return;
    const row = rowRem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    setView({ top: list.scrollTop, height: list.clientHeight, row });
  };
  // Measured once, then at each change of size.
  useLayoutEffect(() => {
    measure();
    const watcher = new ResizeObserver(measure);
    if (ref.current !== null) watcher.observe(ref.current);
    return () => watcher.disconnect();
  }, []);

  const first = Math.max(0, Math.floor(view.top / view.row) - overscan);
  const last = Math.min(items.length, Math.ceil((view.top + view.height) / view.row) + overscan);
  useEffect(() => {
    if (hasMore && last >= items.length - overscan) onNearEnd();
  }, [hasMore, last, items.length, onNearEnd]);
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    const row = ref.current?.querySelector<HTMLElement>(`[data-index="${wanted.current}"] button`);
    if (row === null || row === undefined) return;
    wanted.current = null;
    row.focus({ preventScroll: true });
  });

  const moveTo = (index: number) => {
    const list = ref.current;
    const target = Math.max(0, Math.min(items.length - 1, index));
    if (list === null) return;
    const top = target * view.row;
    if (top < list.scrollTop) list.scrollTop = top;
    if (top + view.row > list.scrollTop + list.clientHeight) list.scrollTop = top + view.row - list.clientHeight;
    wanted.current = target;
    setCurrent(target);
    measure();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(view.height / view.row) - 1);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    const step = steps[event.key];
    const target = event.key === 'Home' ? 0 : event.key === 'End' ? items.length - 1 : current + (step ?? 0);
    if (step === undefined && event.key !== 'Home' && event.key !== 'End') return;
    event.preventDefault();
    moveTo(target);
  };

  // The tab stop must be in the page: when it has scrolled away, the first row in sight takes its place.
  const stop = current >= first && current < last ? current : first;
  return (
    <ul class="windowed" ref={ref} aria-label={props.label} onScroll={measure} onKeyDown={onKeyDown}>
      <li aria-hidden="true" class="spacer" style={{ height: `${first * view.row}px` }} />
      {items.slice(first, last).map((item, offset) => {
        const index = first + offset;
        return (
          <li
            key={keyOf(item)}
            data-index={index}
            aria-posinset={index + 1}
            aria-setsize={hasMore ? -1 : items.length}
            style={{ height: `${view.row}px` }}
          >
            {props.renderRow(item, { tabIndex: index === stop ? 0 : -1, onFocus: () => setCurrent(index) })}
          </li>
        );
      })}
      <li aria-hidden="true" class="spacer" style={{ height: `${(items.length - last) * view.row}px` }} />
    </ul>
  );
}
