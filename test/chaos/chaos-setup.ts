import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PrinterProfile } from '../../src/main/escpos/profile.ts';
import { findProfile } from '../../src/main/escpos/profiles.ts';
import { type AgentCommand, builtAgent, findFixedPort } from './agent-process.ts';
import type { ChaosPrinter } from './chaos-printer.ts';
import { startChaosTcpPrinter } from './chaos-tcp-printer.ts';
import { startChaosUsbPrinter } from './chaos-usb-printer.ts';
import type { ChaosTarget } from './post-request.ts';
import type { Random } from './random.ts';

export interface ChaosSetupOptions {
  /** Chooses requests and moments. */
  seed: number;
  /** Id of the printer's profile. Default `generic-58`, as the agent's. */
  profile?: string;
  /** Default: what `npm run build` makes. */
  program?: string;
  /** A printer on the emulated USB instead of one on the network. Default false. */
  usb?: boolean;
}

/** The printer, and the agent's command line over one data directory. */
export interface ChaosSetup {
  printer: ChaosPrinter;
  profile: PrinterProfile;
  target: ChaosTarget;
  command: AgentCommand;
  journalFile: string;
  /** Keeps the directory, with the evidence in it; gives its path. */
  keep(evidence: unknown): string;
  dispose(): Promise<void>;
}

export async function createChaosSetup(options: ChaosSetupOptions, random: Random): Promise<ChaosSetup> {
  const profile = findProfile(options.profile ?? 'generic-58');
  if (profile === undefined) {
    throw new Error(`No profile ${options.profile}`);
  }
  const directory = mkdtempSync(join(tmpdir(), 'chaos-'));
  const dataDir = join(directory, 'data');
  mkdirSync(dataDir);
  // A slow machine is no reason to give a ticket up: one that is dropped must be the agent's fault.
  const settings = { printer: { profile: profile.id }, queue: { ticketTtlMinutes: 24 * 60 } };
  writeFileSync(join(dataDir, 'settings.json'), JSON.stringify(settings));
  const printer = await (options.usb ? startChaosUsbPrinter : startChaosTcpPrinter)(profile);
  const target = { port: await findFixedPort(random), token: `chaos-${options.seed}-${'x'.repeat(32)}` };
  const flags = { port: target.port, token: target.token, 'data-dir': dataDir, printer: printer.address };
  let isKept = false;
  return {
    printer,
    profile,
    target,
    command: {
      program: options.program ?? builtAgent,
      args: Object.entries(flags).map(([name, value]) => `--${name}=${value}`),
      logFile: join(directory, 'agent.log'),
    },
    journalFile: join(dataDir, 'journal.db'),
    keep: (evidence) => {
      isKept = true;
      writeFileSync(join(directory, 'evidence.json'), JSON.stringify(evidence, null, 1));
      return directory;
    },
    dispose: async () => {
      await printer.close();
      if (!isKept) {
        rmSync(directory, { recursive: true, force: true });
      }
    },
  };
}
