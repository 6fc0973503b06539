import type { Overview } from '../../shared/bridge.ts';
import { countWaiting } from '../../shared/describe-state.ts';
import type { MessageKey } from '../../shared/words/catalogue.ts';
import { useApp } from '../state/app-context.ts';

/** The day in six numbers. */
export function DayNumbers({ overview }: { overview: Overview }) {
  const { t, format } = useApp();
  const { queue, today } = overview;
  const median = today.medianSecondsToPaper;
  const numbers: [MessageKey, string, boolean][] = [
    ['today.waiting', format.number(countWaiting(overview)), false],
    ['today.printed', format.number(today.printed), false],
    ['today.uncertain', format.number(queue.uncertain), queue.uncertain > 0],
    ['today.failed', format.number(today.failed), today.failed > 0],
    ['today.drawer', format.number(today.drawerOpenings), false],
    ['today.median', median === null ? '–' : t('today.seconds', { shown: format.seconds(median) }), false],
  ];
  return (
    <section aria-labelledby="numbers">
      <h2 class="visually-hidden" id="numbers">
        {t('today.numbers')}
      </h2>
      <dl class="numbers">
        {numbers.map(([key, value, isAlarming]) => (
          <div key={key} class={isAlarming ? 'number number-alarm' : 'number'}>
            <dt>{t(key)}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
