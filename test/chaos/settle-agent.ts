import { setTimeout as pause } from 'node:timers/promises';
import type { JobView } from '../../src/shared/job.ts';
import { type AgentProcess, startAgentProcess } from './agent-process.ts';
import type { ChaosClients } from './chaos-clients.ts';
import type { ChaosSetup } from './chaos-setup.ts';
import type { JournalJob, Violation } from './evidence.ts';
import { died } from './kill-agent.ts';
import type { PrinterTroubles } from './printer-troubles.ts';
import { type JobFacts, readJournalFile } from './read-journal-file.ts';
import { readJournalPages, untilSettled } from './read-journal-pages.ts';

/** The last agent's word on everything; null where it could not be had. */
export interface LastWord {
  journal: JournalJob[] | null;
  integrity: string;
  violations: Violation[];
}

/** A last look at a busy agent before the clients stop. */
const lastSalesMs = 300;
/** Longer than the agent waits for a printer that says nothing. */
const settlePatienceMs = 60_000;
const stopPatienceMs = 15_000;

/** Starts the agent a last time, lets it finish everything, reads the journal and stops it as a service manager does. */
export async function settleAgent(
  { command, target, journalFile }: ChaosSetup,
  load: { clients: ChaosClients; troubles: PrinterTroubles | null },
): Promise<LastWord> {
  const agent = startAgentProcess(command);
  const violations: Violation[] = [];
  let views: JobView[] | null = null;
  if (await agent.ready) {
    try {
      await pause(lastSalesMs);
      await Promise.all([load.clients.stop(), load.troubles?.stop()]);
      await untilSettled(target, settlePatienceMs);
      views = await readJournalPages(target);
    } catch (error) {
      violations.push(died(command, `the last agent could not be asked: ${error}`));
    }
  } else {
    violations.push(died(command, 'the last agent did not start'));
  }
  const code = await stopInTime(agent);
  if (code !== 0) {
    violations.push(died(command, `the last agent's exit code is ${code}`));
  }
  const { integrity, facts } = readJournalFile(journalFile);
  return { journal: views === null ? null : joinJournal(views, facts), integrity, violations };
}

async function stopInTime(agent: AgentProcess): Promise<number | null> {
  const late = new AbortController();
  const kill = pause(stopPatienceMs, null, { signal: late.signal }).then(
    () => agent.kill(),
    () => undefined,
  );
  const code = await agent.stop();
  late.abort();
  await kill;
  return code;
}

/** Jobs as the API told them, with what only the file tells. */
function joinJournal(views: readonly JobView[], facts: ReadonlyMap<string, JobFacts>): JournalJob[] {
  return views.map(({ id, kind, state, created_at: createdAt }) => {
    const { mark, timeline } = facts.get(id) ?? { mark: null, timeline: [] };
    return { id, kind, state, mark, createdAt: Date.parse(createdAt), timeline };
  });
}
