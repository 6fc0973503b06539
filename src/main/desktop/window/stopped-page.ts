import { createHash } from 'node:crypto';
import type { Language } from '../../../shared/bridge.ts';
import type { Problem } from '../../../shared/job.ts';
import { desktopText } from '../text/desktop-text.ts';

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
  const { stopped, direction } = desktopText(language);
  const sentences = problem === null ? [] : trouble === null ? [problem.message] : portSentences(trouble, language);
  const [first = '', ...others] = sentences;
  const body =
    problem === null
      ? `<p role="status">${escapeHtml(stopped.starting)}</p>`
      : `<h1>${escapeHtml(stopped.title)}</h1>
<p class="problem" role="alert" dir="auto">${escapeHtml(first)}</p>
${others.map((sentence) => `<p>${escapeHtml(sentence)}</p>`).join('\n')}
<p>${escapeHtml(stopped.kept)} ${escapeHtml(stopped.retrying)}</p>
<p class="quiet">${escapeHtml(stopped.code)} <bdi>${escapeHtml(problem.code)}</bdi></p>
<p class="actions">${link('retry', stopped.retry, true)} ${portLink(trouble, language)} ${link('folder', stopped.folder)} ${link('quit', stopped.quit)}</p>`;
  return `<!doctype html>
<html lang="${language}" dir="${direction}">
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

function portLink(trouble: PortTrouble | null, language: Language): string {
  if (trouble === null || trouble.free === null || trouble.fixedBy !== null) return '';
  return link(`use-port/${trouble.free}`, desktopText(language).port.use(trouble.free));
}

/** Who has the port, what to do, and whom to tell. */
function portSentences({ port, isTaken, owner, free, fixedBy }: PortTrouble, language: Language): string[] {
  const words = desktopText(language).port;
  const what = isTaken ? words.taken(port, owner) : words.refused(port);
  const first = isTaken ? [what, words.stopIt] : [what];
  if (fixedBy !== null) return [...first, words.fixed(fixedBy)];
  return free === null ? first : [...first, words.choose(free), words.tellErp(free)];
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
