import { Button } from '../parts/button.tsx';
import { CodeText } from '../parts/code-text.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useAgentState, useApp } from '../state/app-context.ts';
import { useAction, useLoaded } from '../state/use-action.ts';

/** Windows lets another port through than the agent's: only an administrator can mend it, so here is exactly how. */
export function FirewallNote() {
  const { bridge, t, say } = useApp();
  const { settingsRevision } = useAgentState();
  const firewall = useLoaded(() => bridge.call('readFirewall', undefined), [settingsRevision]);
  const copy = useAction(async (command: string) => {
    await bridge.copyText(command);
    say(t('firewall.copied'));
  });
  if (firewall.value === null) return null;
  const { problem, command } = firewall.value;
  return (
    <ProblemNote problem={problem} tone="attention">
      <p class="firewall">{t('firewall.command')}</p>
      <p>
        <CodeText>{command}</CodeText>
      </p>
      <div class="actions">
        <Button icon="copy" busy={copy.busy} onClick={() => copy.run(command)}>
          {t('firewall.copy')}
        </Button>
        <Button icon="renew" onClick={firewall.reload}>
          {t('firewall.again')}
        </Button>
      </div>
      <ProblemNote problem={copy.problem} />
    </ProblemNote>
  );
}
