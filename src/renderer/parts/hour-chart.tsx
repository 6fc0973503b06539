import { useApp } from '../state/app-context.ts';

/** Printed tickets by hour: bars for the eye, a sentence for who cannot see them. Runs the way the language does. */
export function HourChart({ byHour }: { byHour: readonly number[] }) {
  const { t, format } = useApp();
  const most = Math.max(...byHour, 1);
  const busiest = byHour.indexOf(Math.max(...byHour));
  const total = byHour.reduce((sum, count) => sum + count, 0);
  const label =
    total === 0
      ? t('chart.empty')
      : t('chart.summary', {
          total: format.number(total),
          hour: String(busiest),
          count: byHour[busiest] ?? 0,
          shown: format.number(byHour[busiest] ?? 0),
        });
  return (
    <figure class="chart">
      <figcaption>{t('chart.title')}</figcaption>
      <div class="chart-bars" role="img" aria-label={label}>
        {byHour.map((count, hour) => (
          <span key={hour} class="chart-hour">
            <span class="chart-bar" style={{ height: `${(100 * count) / most}%` }} data-empty={count === 0} />
            <span class="chart-label">{hour % 6 === 0 ? hour : ''}</span>
          </span>
        ))}
      </div>
      {total === 0 ? <p class="hint">{t('chart.empty')}</p> : null}
    </figure>
  );
}
