import type { Language } from '../../shared/bridge.ts';
import { type StepDetail, stepDetails } from '../../shared/job.ts';
import { describeProblem, type ProblemText } from '../../shared/words/describe-problem.ts';
import type { Translate } from '../../shared/words/translate.ts';

const known = new Map<string, StepDetail>(
  (Object.keys(stepDetails) as StepDetail[]).map((name) => [stepDetails[name], name]),
);

/** `PRINTER_OFFLINE: L'imprimante ne répond pas…`: why a job was put back. */
const problemPattern = /^([A-Z][A-Z0-9_]+): (.+)$/s;

/** What a step of a job's story says beside its state, in the user's language; what nobody knows is shown as technical. */
export function describeStep(detail: string, language: Language, t: Translate): ProblemText {
  const name = known.get(detail);
  if (name !== undefined) return { text: t(`step.${name}`), isForeign: false };
  const [, code, message] = problemPattern.exec(detail) ?? [];
  if (code !== undefined && message !== undefined) return describeProblem({ code, message }, language);
  return { text: t('step.technical', { detail }), isForeign: false };
}
