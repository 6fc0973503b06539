import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const map = join(import.meta.dirname, '..', '..', 'docs', 'architecture.md');

/** The files of the list « A ticket » in docs/architecture.md, from the route to the wire, as `src/main/jobs/queue.ts`. */
export function readTicketWalk(): string[] {
  const text = readFileSync(map, 'utf8').split('## A ticket, ')[1]?.split('\n## ')[0] ?? '';
  return [...text.matchAll(/^\d+\. `([^`]+)`/gm)].map(([, name]) => `src/main/${name}`);
}
