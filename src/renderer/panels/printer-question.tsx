import type { Overview } from '../../shared/bridge.ts';
import type { MessageKey } from '../../shared/words/catalogue.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useApp } from '../state/app-context.ts';
import { useAction } from '../state/use-action.ts';

/** So many waiting jobs are enough to ask whether it is still the same printer. */
const waitingJobs = 3;

const questions = {
  replaced: { title: 'question.replaced', explain: 'question.replacedExplain', yes: 'question.replacedYes' },
  'is-printer': { title: 'question.isPrinter', explain: 'question.isPrinterExplain', yes: 'question.isPrinterYes' },
} as const satisfies Record<string, Record<string, MessageKey>>;

/** What only a person can know of the printer. */
function questionFor({ printer, queue }: Overview): keyof typeof questions | null {
  if (printer.code === 'NOT_A_PRINTER') return 'is-printer';
  const doesNotConfirm = printer.code === 'PRINTER_NOT_CONFIRMING' || printer.code === 'PRINTER_NOT_ANSWERING';
  return doesNotConfirm && queue.waiting >= waitingJobs ? 'replaced' : null;
}

export function PrinterQuestion({ overview }: { overview: Overview }) {
  const { bridge, t } = useApp();
  const verdict = questionFor(overview);
  const answer = useAction(async () => {
    if (verdict !== null) await bridge.call('judgePrinter', verdict);
  });
  if (verdict === null) return null;
  const { title, explain, yes } = questions[verdict];
  return (
    <section class="card uncertain printer-question" aria-labelledby="printer-question">
      <h2 id="printer-question">
        <Icon name="attention" />
        {t(title)}
      </h2>
      <p>{t(explain)}</p>
      <div class="actions">
        <Button kind="plain" icon="check" busy={answer.busy} onClick={answer.run}>
          {t(yes)}
        </Button>
      </div>
      <ProblemNote problem={answer.problem} />
    </section>
  );
}
