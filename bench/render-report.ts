import type { ReportRow, ReportSection } from './bench-context.ts';

const headings: ReportRow = { measure: 'Measure', agent: 'Agent', beside: 'Beside it', ratio: 'Ratio', aim: 'Aim' };
const keys = ['measure', 'agent', 'beside', 'ratio', 'aim'] as const;

/** One table for the terminal, columns aligned. */
export function renderText(sections: readonly ReportSection[]): string {
  const rows = sections.flatMap(({ rows: lines }) => lines);
  const widths = keys.map((key) => Math.max(...[headings, ...rows].map((row) => row[key].length)));
  const line = (row: ReportRow) => keys.map((key, index) => row[key].padEnd(widths[index] ?? 0)).join('  ');
  return [
    line(headings),
    '─'.repeat(line(headings).length),
    ...sections.flatMap(({ title, rows: lines }) => ['', title, ...lines.map(line)]),
  ]
    .map((text) => text.trimEnd())
    .join('\n');
}

/** The same table in Markdown, a section's title in bold in a row of its own. */
export function renderMarkdown(sections: readonly ReportSection[]): string {
  const line = (row: ReportRow) => `| ${keys.map((key) => row[key]).join(' | ')} |`;
  const titleRow = (title: string) => line({ measure: `**${title}**`, agent: '', beside: '', ratio: '', aim: '' });
  return [
    line(headings),
    '| --- | ---: | ---: | ---: | --- |',
    ...sections.flatMap(({ title, rows }) => [titleRow(title), ...rows.map(line)]),
  ].join('\n');
}

/** How to read the table: what is measured, and what is not. */
export const readingNotes = [
  'Each number is the median over interleaved rounds (agent, bare, agent, bare, …); compare ratios, not machines.',
  'The agent is the built out/agent.js with its defaults (profile generic-58, journal synchronous FULL, log file on, stderr to nowhere) and a fresh journal on the disk; the clients and the printer share a second process.',
  "A client is the ERP's: its headers, an eight-item French delivery, a connection of its own for each request (the agent closes it; the bare server does so too, unless kept alive). Headers and body go in one write.",
  '"Printing meanwhile": the worker encodes, sends, confirms and records tickets on the same thread while others are accepted.',
  'POST to paper is a closed loop: each client sends its next ticket when the last byte of its former one has reached the printer. From the first byte of the POST to the first (ESC @) and the last byte (before GS r). Over loopback a ticket arrives in one piece, so first and last nearly coincide. With several clients a ticket waits for those before it: there is one printer.',
  'The printer answers status questions and fences at once, as no paper is moved.',
];
