import type { Overview } from '../../shared/bridge.ts';
import { countWaiting } from '../../shared/describe-state.ts';
import type { MessageKey } from '../../shared/words/catalogue.ts';
import { useApp } from '../state/app-context.ts';

/** The day in six numbers. */
export function DayNumbers({ overview }: { overview: Overview }) {
  const { t, format } = useApp();
  const { queue, today } = overview;
  const median = today.medianSecondsToPaper;
  const failed = today.failed + today.expired;
  const beside = (key: 'today.drawn' | 'today.drawersExpired', count: number) =>
    count === 0 ? null : t(key, { shown: format.number(count) });
  const numbers: [MessageKey, string, boolean, beside?: string | null][] = [
    ['today.waiting', format.number(countWaiting(overview)), false],
    ['today.printed', format.number(today.printed), false, beside('today.drawn', today.drawn)],
    ['today.uncertain', format.number(queue.uncertain), queue.uncertain > 0],
    ['today.failed', format.number(failed), failed > 0],
    ['today.drawer', format.number(today.drawerOpenings), false, beside('today.drawersExpired', today.drawersExpired)],
    ['today.median', median === null ? '–' : t('today.seconds', { shown: format.seconds(median) }), false],
  ];
  return (
    <section aria-labelledby="numbers">
      <h2 class="visually-hidden" id="numbers">
        {t('today.numbers')}
      </h2>
      <dl class="numbers">
        {numbers.map(([key, value, isAlarming, note = null]) => (
          <div key={key} class={isAlarming ? 'number number-alarm' : 'number'}>
            <dt>
              {t(key)}
              {note === null ? null : <span class="number-beside">{note}</span>}
            </dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
