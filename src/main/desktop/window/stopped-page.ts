import { createHash } from 'node:crypto';
import type { Language } from '../../../shared/bridge.ts';
import type { Problem } from '../../../shared/job.ts';
import { directionOf } from '../../../shared/language.ts';
import { describeProblem, problemDetail } from '../../../shared/words/describe-problem.ts';
import { createTranslate, type Translate } from '../../../shared/words/translate.ts';

/** What the links of the page ask for; they are caught before anything is loaded. */
export type StoppedAction = { name: 'retry' | 'folder' | 'quit' } | { name: 'use-port'; port: number };

/** A port that the agent cannot have, and what a person can do about it. */
export interface PortTrouble {
  port: number;
  /** False: no program has it, the system keeps it for itself. */
  isTaken: boolean;
  /** « python.exe (1234) »; null where it cannot be known. */
  owner: string | null;
  /** The first free one above it. */
  free: number | null;
  /** Where the port is decided, if not in the settings: it cannot be changed from here then. */
  fixedBy: '--port' | 'PRINTER_AGENT_PORT' | null;
}

const plainActions = ['retry', 'folder', 'quit'] as const;

const actionOrigin = 'smartpos://action/';

export function parseStoppedAction(url: string): StoppedAction | null {
  const [, port] = new RegExp(`^${actionOrigin}use-port/([1-9]\\d{0,4})$`).exec(url) ?? [];
  if (port !== undefined) return { name: 'use-port', port: Number(port) };
  const name = plainActions.find((action) => url === `${actionOrigin}${action}`);
  return name === undefined ? null : { name };
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, "Segoe UI", sans-serif; }
body { margin: 0 auto; max-width: 40rem; padding: 2rem 1.5rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; }
h1::before { content: ""; display: block; width: 3rem; height: .375rem; border-radius: .25rem; background: #e5383b; margin-bottom: 1rem; }
.problem { font-size: 1.125rem; overflow-wrap: anywhere; }
.quiet { opacity: .75; }
details { margin: 0 0 1rem; }
summary { cursor: pointer; }
p.actions { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 2rem; }
a { border: 1px solid currentcolor; border-radius: .375rem; color: inherit; padding: .5rem 1rem; text-decoration: none; }
a.first { background: #0c5a63; border-color: #0c5a63; color: #fff; }
a:focus-visible { outline: 3px solid #2f86ff; outline-offset: 2px; }
`;

/** Only this style sheet, known by its hash; no script at all. */
export const stoppedPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The page that the window shows instead of its own while there is no agent: what prevents it, what to do, and a way to
 * try again. It needs nothing of what may be broken.
 *
 * @param problem null: the agent is just being started
 * @param trouble what is known where the agent's port is the problem: said instead of the problem's own sentence
 */
export function stoppedPage(problem: Problem | null, language: Language, trouble: PortTrouble | null = null): string {
  const t = createTranslate(language);
  const body =
    problem === null
      ? `<p role="status">${escapeHtml(t('agent.starting'))}</p>`
      : `<h1>${escapeHtml(t('agent.stopped'))}</h1>
${trouble === null ? problemHtml(problem, language) : portHtml(trouble, t)}
<p>${escapeHtml(t('stopped.kept'))} ${escapeHtml(t('stopped.retrying'))}</p>
<p class="quiet">${escapeHtml(t('stopped.code'))} <bdi>${escapeHtml(problem.code)}</bdi></p>
<p class="actions">${link('retry', t('action.retry'), true)} ${portLink(trouble, t)} ${link('folder', t('stopped.folder'))} ${link('quit', t('action.quit'))}</p>`;
  return `<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head><meta charset="utf-8"><title>SmartPOS Agent</title><style>${style}</style></head>
<body><main>
${body}
</main></body>
</html>
`;
}

function link(action: string, label: string, isFirst = false): string {
  return `<a href="${actionOrigin}${action}"${isFirst ? ' class="first"' : ''}>${escapeHtml(label)}</a>`;
}

function portLink(trouble: PortTrouble | null, t: Translate): string {
  if (trouble === null || trouble.free === null || trouble.fixedBy !== null) return '';
  return link(`use-port/${trouble.free}`, t('port.use', { free: trouble.free }));
}

/** In the user's language, as the window says it; the agent's French, where it says more, for the technician. */
function problemHtml(problem: Problem, language: Language): string {
  const { text, isForeign } = describeProblem(problem, language);
  const detail = problemDetail(problem, language);
  const french = (sentence: string) => `<bdi lang="fr" dir="ltr">${escapeHtml(sentence)}</bdi>`;
  return `<p class="problem" role="alert">${isForeign ? french(text) : escapeHtml(text)}</p>
${detail === null ? '' : `<details><summary>${escapeHtml(createTranslate(language)('problem.more'))}</summary>${french(detail)}</details>`}`;
}

/** Who has the port, what to do, and whom to tell. */
function portHtml({ port, isTaken, owner, free, fixedBy }: PortTrouble, t: Translate): string {
  const taken = owner === null ? t('port.taken', { port }) : t('port.takenBy', { port, owner });
  const first = isTaken ? [taken, t('port.stopIt')] : [t('port.refused', { port })];
  const other =
    free === null
      ? []
      : [t('port.choose', { free }), t('port.tellErp', { free, setting: `PRINTER_AGENT_PORT=${free}` })];
  const [what = '', ...others] = [...first, ...(fixedBy === null ? other : [t(`port.fixed.${fixedBy}`)])];
  return `<p class="problem" role="alert">${escapeHtml(what)}</p>
${others.map((sentence) => `<p>${escapeHtml(sentence)}</p>`).join('\n')}`;
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
