import { useState } from 'preact/hooks';
import type { ConnectionCheck } from '../../shared/bridge.ts';
import { Button } from '../parts/button.tsx';
import { CodeText } from '../parts/code-text.tsx';
import { Icon } from '../parts/icon.tsx';
import { ProblemNote, ProblemText } from '../parts/problem-note.tsx';
import { useApp } from '../state/app-context.ts';
import { useAction } from '../state/use-action.ts';

/** Calls the agent as the ERP would, and says in words what fails. */
export function ConnectionTest() {
  const { bridge, t } = useApp();
  const [checks, setChecks] = useState<ConnectionCheck[] | null>(null);
  const test = useAction(async () => setChecks(await bridge.call('testConnection', undefined)));
  return (
    <section class="card" aria-labelledby="self-test">
      <h2 id="self-test">{t('selfTest.title')}</h2>
      <p>{t('selfTest.explain')}</p>
      <div class="actions">
        <Button icon="check" busy={test.busy} onClick={test.run}>
          {t(test.busy ? 'selfTest.running' : 'selfTest.run')}
        </Button>
      </div>
      <ProblemNote problem={test.problem} />
      <div role="status">
        {checks === null ? null : (
          <ul class="check-list">
            {checks.map((check) => (
              <CheckLine key={`${check.id} ${check.url ?? ''}`} check={check} />
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}

function CheckLine({ check }: { check: ConnectionCheck }) {
  const { t } = useApp();
  return (
    <li class={check.ok ? 'check-ok' : 'check-failed'}>
      <Icon name={check.ok ? 'check' : 'stopped'} />
      <div>
        <p>
          <strong>{t(`selfTest.${check.id}`)}</strong> {t(check.ok ? 'selfTest.ok' : 'selfTest.failed')}
          {check.url === null ? null : (
            <>
              {' '}
              <CodeText>{check.url}</CodeText>
            </>
          )}
        </p>
        <p class="hint">
          <ProblemText problem={check} />
        </p>
      </div>
    </li>
  );
}
