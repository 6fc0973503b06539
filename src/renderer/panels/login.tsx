import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { CodeText } from '../parts/code-text.tsx';
import { TextField } from '../parts/field.tsx';
import { LanguageChoice } from '../parts/language-choice.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useApp } from '../state/app-context.ts';
import { useAction } from '../state/use-action.ts';

/** Only in a service: whoever opens the page must know the token, and be told where it stands. */
export function Login() {
  const { bridge, t } = useApp();
  const [token, setToken] = useState('');
  const ref = useRef<HTMLFormElement>(null);
  const signIn = useAction(async () => {
    await bridge.signIn(token.trim());
    setToken('');
  });
  useEffect(() => ref.current?.querySelector('input')?.focus(), []);
  return (
    <main class="alone" id="main">
      <h1>SmartPOS Agent</h1>
      <form
        ref={ref}
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          if (token.trim() !== '') void signIn.run();
        }}
      >
        <h2>{t('login.title')}</h2>
        <TextField
          label={t('login.token')}
          hint={t('login.hint')}
          type="password"
          code
          required
          value={token}
          onChange={setToken}
          maxLength={512}
        />
        <details>
          <summary>{t('login.where')}</summary>
          <p>{t('login.whereCommand')}</p>
          <p>
            <CodeText>smartpos-agent token show</CodeText>
          </p>
          <p>{t('login.whereErp')}</p>
          <p>
            <CodeText>PRINTER_AGENT_TOKEN</CodeText>
          </p>
        </details>
        <ProblemNote problem={signIn.problem} />
        <div class="actions">
          <Button kind="primary" type="submit" busy={signIn.busy}>
            {t('login.enter')}
          </Button>
        </div>
      </form>
      <LanguageChoice />
    </main>
  );
}
