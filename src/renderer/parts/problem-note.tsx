import type { ComponentChildren } from 'preact';
import type { Problem } from '../../shared/job.ts';
import { describeProblem, problemDetail } from '../../shared/words/describe-problem.ts';
import { useApp } from '../state/app-context.ts';
import { CodeText } from './code-text.tsx';
import { Icon } from './icon.tsx';

/** A sentence in the user's language, with the stable code that support asks for. */
export function ProblemText({ problem }: { problem: Problem }) {
  const { language, t } = useApp();
  const { text, isForeign } = describeProblem(problem, language);
  const detail = problemDetail(problem, language);
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
      {detail !== null ? (
        <details class="problem-more">
          <summary>{t('problem.more')}</summary>
          <bdi lang="fr" dir="ltr">
            {detail}
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
