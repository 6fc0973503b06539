import type { ComponentChildren } from 'preact';
import type { Problem } from '../../shared/job.ts';
import { describeProblem } from '../i18n/translate.ts';
import { useApp } from '../state/app-context.ts';
import { CodeText } from './code-text.tsx';
import { Icon } from './icon.tsx';

/** Codes that stand for many causes: the agent's own sentence says which, for the technician. */
const vagueCodes = /^(INVALID_|INTERNAL_|PRINTER_|PORT_|ADDRESS_|INSTALL_|PYTHON_|CALLERS_|LOG_|CONNECTION_)/;

/** A sentence in the user's language, with the stable code that support asks for. */
export function ProblemText({ problem }: { problem: Problem }) {
  const { language, t } = useApp();
  const { text, isForeign } = describeProblem(problem, language);
  const hasMore = language !== 'fr' && !isForeign && vagueCodes.test(problem.code) && problem.message !== '';
  return (
    <>
      {isForeign ? (
        <bdi lang="fr" dir="ltr">
          {text}
        </bdi>
      ) : (
        <span>{text}</span>
      )}{' '}
      <small class="problem-code">
        <CodeText>{problem.code}</CodeText>
      </small>
      {hasMore ? (
        <details class="problem-more">
          <summary>{t('problem.more')}</summary>
          <bdi lang="fr" dir="ltr">
            {problem.message}
          </bdi>
        </details>
      ) : null}
    </>
  );
}

interface ProblemNoteProps {
  problem: Problem | null;
  tone?: 'attention' | 'stopped';
  children?: ComponentChildren;
}

/** Read aloud when it appears; takes no room while there is nothing to say. */
export function ProblemNote({ problem, tone = 'stopped', children }: ProblemNoteProps) {
  return (
    <div role="alert" class={problem === null ? undefined : `note note-${tone}`}>
      {problem === null ? null : (
        <>
          <Icon name={tone === 'attention' ? 'attention' : 'stopped'} />
          <div>
            <ProblemText problem={problem} />
            {children}
          </div>
        </>
      )}
    </div>
  );
}
