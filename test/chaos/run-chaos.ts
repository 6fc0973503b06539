import { type ChaosClients, startChaosClients } from './chaos-clients.ts';
import { type ChaosReport, countEvidence } from './chaos-report.ts';
import { createRequestMaker } from './chaos-request.ts';
import { type ChaosSetup, type ChaosSetupOptions, createChaosSetup } from './chaos-setup.ts';
import { checkEvidence } from './check-evidence.ts';
import type { Evidence, Kill, Violation } from './evidence.ts';
import { startAndKill } from './kill-agent.ts';
import type { PrinterTroubles } from './printer-troubles.ts';
import { createRandom, type Random } from './random.ts';
import { readStrips } from './read-strips.ts';
import { type LastWord, settleAgent } from './settle-agent.ts';

export interface ChaosOptions extends ChaosSetupOptions {
  /** How often the agent is killed; null: as often as the minutes allow. */
  kills: number | null;
  /** Ends the killing after this time. Default: only the kills do. */
  minutes?: number;
  clients: number;
  log: (line: string) => void;
  /** Whether the printer fails too: no paper, lost links, power; on USB, its driver process as well. Default false. */
  troubles?: boolean;
}

/** Some clients more than the paced printer can keep up with: at every kill something waits. */
const longestPauseMs = { tcp: 120, usb: 300 };

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
    const papers = (await printer.papers()).map(({ text }) => text);
    return {
      seed,
      profile: profile.id,
      starts,
      ...countTroubles(troubles),
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
  const troubles = options.troubles ? printer.startTroubles(random.fork('troubles')) : null;
  const clients = startChaosClients({
    target,
    random,
    longestPauseMs: options.usb ? longestPauseMs.usb : longestPauseMs.tcp,
    count: options.clients,
    makeRequest: createRequestMaker(random.fork('requests'), `chaos-${options.seed}`),
  });
  const { kills, death } = await killOften(setup, options, { clients, random: random.fork('kills') });
  options.log('the last agent finishes what waits');
  const gone: LastWord = { journal: null, integrity: 'not looked at', violations: death === null ? [] : [death] };
  const last = death === null ? await settleAgent(setup, { clients, troubles }) : gone;
  await Promise.all([clients.stop(), troubles?.stop()]);
  await printer.flush();
  const evidence: Evidence = {
    kills,
    sent: clients.sent,
    journal: last.journal,
    integrity: last.integrity,
    strips: readStrips(await printer.papers()),
    pulses: await printer.pulses(),
  };
  return { evidence, starts: kills.length + 1, troubles, violations: last.violations };
}

/** Ends early when an agent ends by itself. */
async function killOften(
  { command, target, printer, journalFile }: ChaosSetup,
  { kills: most, minutes, troubles: longLives = false, log }: ChaosOptions,
  { clients, random }: { clients: ChaosClients; random: Random },
): Promise<{ kills: Kill[]; death: Violation | null }> {
  const kills: Kill[] = [];
  const endsAt = minutes === undefined ? Number.POSITIVE_INFINITY : performance.now() + minutes * 60_000;
  while (kills.length < (most ?? Number.POSITIVE_INFINITY) && performance.now() < endsAt) {
    const inPrint = kills.length % 3 === 2;
    const end = await startAndKill({ command, target, printer, journalFile, random, clients, inPrint, longLives });
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

function countTroubles(troubles: PrinterTroubles | null) {
  const counts = [...(troubles?.counts ?? [])].sort(([a], [b]) => a.localeCompare(b));
  return {
    troubles: counts.reduce((sum, [, count]) => sum + count, 0),
    troubleKinds: counts.map(([name, count]) => `${name} ${count}`).join(', '),
  };
}
