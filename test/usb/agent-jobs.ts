import { join } from 'node:path';
import type { JobState } from '../../src/shared/job.ts';
import { readJournalFile } from '../chaos/read-journal-file.ts';
import { type Accepted, call } from '../end-to-end/agent-api.ts';
import { erpTicket } from '../end-to-end/erp-documents.ts';
import { dumps, type PythonValue } from '../end-to-end/python-json.ts';
import type { StartedAgent } from '../end-to-end/start-agent.ts';
import type { UsbTill } from './agent-till.ts';

/** Enough for the questions that come before a ticket, and in the middle of what comes after them. */
export const midTicketBytes = 300;
/** More than the questions that may come at once. */
const questionBytes = 50;

/** An agent as the ERP reaches it: headless, or inside the tray application. */
export type Callable = Pick<StartedAgent, 'url' | 'token'>;

interface StickyTill {
  agent: Callable;
  printer: UsbTill['printer'];
}

/** Resolves with the job's id once it is accepted. */
export function askTicket(agent: Callable, orderId: number): Promise<string> {
  return ask(agent, '/print/ticket', erpTicket(orderId));
}

export function askDrawer(agent: Callable): Promise<string> {
  return ask(agent, '/drawer/open', { priority: 1 });
}

async function ask(agent: Callable, path: string, json: PythonValue): Promise<string> {
  const { status, body } = await call<Accepted>(agent, 'POST', path, { body: dumps(json) });
  if (status !== 200) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
  return body.job_id;
}

/** Makes the printer take nothing any more in the middle of a ticket; resolves with its job's id once it is there. */
export async function stickInTicket({ agent, printer }: StickyTill, orderId: number): Promise<string> {
  await printer.setFaults({ acceptLimit: midTicketBytes });
  // A question may have come between the two.
  const { takenBytes } = await printer.state();
  const id = await askTicket(agent, orderId);
  await printer.waitFor('it is stuck in the ticket', (now) => {
    return now.pendingOut === 1 && now.takenBytes > takenBytes + midTicketBytes - questionBytes;
  });
  return id;
}

/** Every state that a job was in, in order; ends the agent, to which its journal belongs. */
export async function readLives({ agent }: UsbTill, ids: readonly string[]): Promise<JobState[][]> {
  await agent.stop();
  const { facts } = readJournalFile(join(agent.dataDir, 'journal.db'));
  return ids.map((id) => facts.get(id)?.timeline.map(({ state }) => state) ?? []);
}
