import { benchToken } from './post-ticket.ts';
import { sampleTicket } from './sample-tickets.ts';

/** Milliseconds from the POST of an eight-item ticket until the printer has confirmed it. Rejects if it has not. */
export async function postTicketAndWait(port: number, number: number): Promise<number> {
  const body = JSON.stringify(sampleTicket('french', number));
  const headers = { Authorization: `Bearer ${benchToken}`, 'Content-Type': 'application/json' };
  const start = performance.now();
  const answer = await fetch(`http://127.0.0.1:${port}/print/ticket?wait=8`, { method: 'POST', headers, body });
  const { state } = (await answer.json()) as { state: string };
  const elapsed = performance.now() - start;
  if (state !== 'printed') {
    throw new Error(`a ticket was ${state}`);
  }
  return elapsed;
}
