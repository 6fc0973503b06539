import { type ChaosClients, startChaosClients } from './chaos-clients.ts';
import { type ChaosReport, countEvidence } from './chaos-report.ts';
import { createRequestMaker } from './chaos-request.ts';
import { type ChaosSetup, type ChaosSetupOptions, createChaosSetup } from './chaos-setup.ts';
import { checkEvidence } from './check-evidence.ts';
import type { Evidence, Kill, Violation } from './evidence.ts';
import { startAndKill } from './kill-agent.ts';
import { startPrinterTroubles } from './printer-troubles.ts';
import { createRandom, type Random } from './random.ts';
import { readStrips } from './read-strips.ts';
import { type LastWord, settleAgent } from './settle-agent.ts';

export interface ChaosOptions extends ChaosSetupOptions {
  /** How often the agent is killed. */
  kills: number;
  clients: number;
  log: (line: string) => void;
  /** Whether the printer fails too: no paper, lost links, power. Default false. */
  troubles?: boolean;
}

/** Some clients more than the paced printer can keep up with: at every kill something waits. */
const longestPauseMs = 120;
const longestTroubleMs = 1_500;

/**
 * Kills a selling agent again and again, then compares what it answered, what its journal says and what came out of
 * the printer.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, log } = options;
  log(`seed ${seed}`);
  const startedAt = performance.now();
  const random = createRandom(seed);
  const setup = await createChaosSetup(options, random.fork('port'));
  try {
    const { printer, profile } = setup;
    const { evidence, starts, troubles, violations: found } = await gatherEvidence(setup, options, random);
    const violations = [...found, ...checkEvidence(evidence)];
    const papers = printer.papers().map(({ text }) => text);
    return {
      seed,
      profile: profile.id,
      starts,
      troubles,
      ...countEvidence(evidence, violations),
      seconds: Math.round((performance.now() - startedAt) / 1000),
      violations,
      directory: violations.length === 0 ? null : setup.keep({ violations, ...evidence, papers }),
    };
  } finally {
    await setup.dispose();
  }
}

async function gatherEvidence(setup: ChaosSetup, options: ChaosOptions, random: Random) {
  const { printer, target } = setup;
  const troubles = options.troubles ? startPrinterTroubles(printer, random.fork('troubles'), longestTroubleMs) : null;
  const clients = startChaosClients({
    target,
    random,
    longestPauseMs,
    count: options.clients,
    makeRequest: createRequestMaker(random.fork('requests'), `chaos-${options.seed}`),
  });
  const { kills, death } = await killOften(setup, options, { clients, random: random.fork('kills') });
  const gone: LastWord = { journal: null, integrity: 'not looked at', violations: death === null ? [] : [death] };
  const last = death === null ? await settleAgent(setup, { clients, troubles }) : gone;
  await Promise.all([clients.stop(), troubles?.stop()]);
  await printer.flush();
  const evidence: Evidence = {
    kills,
    sent: clients.sent,
    journal: last.journal,
    integrity: last.integrity,
    strips: readStrips(printer.papers()),
    pulses: printer.drawerPulses().map(({ atMs }) => atMs),
  };
  return { evidence, starts: kills.length + 1, troubles: troubles?.count ?? 0, violations: last.violations };
}

/** Ends early when an agent ends by itself. */
async function killOften(
  { command, journalFile }: ChaosSetup,
  { kills: count, troubles: longLives = false, log }: ChaosOptions,
  { clients, random }: { clients: ChaosClients; random: Random },
): Promise<{ kills: Kill[]; death: Violation | null }> {
  const kills: Kill[] = [];
  while (kills.length < count) {
    const end = await startAndKill({ command, journalFile, random, clients, longLives });
    if ('kind' in end) {
      return { kills, death: end };
    }
    kills.push(end);
    if (kills.length % 10 === 0) {
      log(`${kills.length} kills, ${kills.filter(({ printing }) => printing.length > 0).length} of them in mid-print`);
    }
  }
  return { kills, death: null };
}
