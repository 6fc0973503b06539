import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PrinterProfile } from '../../src/main/escpos/profile.ts';
import { findProfile } from '../../src/main/escpos/profiles/profiles.ts';
import { startTcpPrinter, type TcpPrinter } from '../printer-emulator/tcp-printer.ts';
import { type AgentCommand, builtAgent, findFixedPort } from './agent-process.ts';
import { pacePrinter } from './pace-printer.ts';
import type { ChaosTarget } from './post-request.ts';
import type { Random } from './random.ts';

export interface ChaosSetupOptions {
  /** Chooses requests and moments. */
  seed: number;
  /** Id of the printer's profile. Default `generic-58`, as the agent's. */
  profile?: string;
  /** Default: what `npm run build` makes. */
  program?: string;
}

/** The printer, and the agent's command line over one data directory. */
export interface ChaosSetup {
  printer: TcpPrinter;
  profile: PrinterProfile;
  target: ChaosTarget;
  command: AgentCommand;
  journalFile: string;
  /** Keeps the directory, with the evidence in it; gives its path. */
  keep(evidence: unknown): string;
  dispose(): Promise<void>;
}

/** A ticket takes some 10 ms, one with images five times that. */
const printerBytesPerMs = 96;

export async function createChaosSetup(options: ChaosSetupOptions, random: Random): Promise<ChaosSetup> {
  const profile = findProfile(options.profile ?? 'generic-58');
  if (profile === undefined) {
    throw new Error(`No profile ${options.profile}`);
  }
  const directory = mkdtempSync(join(tmpdir(), 'chaos-'));
  const dataDir = join(directory, 'data');
  mkdirSync(dataDir);
  writeFileSync(join(dataDir, 'settings.json'), JSON.stringify({ printer: { profile: profile.id } }));
  const printer = await startTcpPrinter({ profile });
  const endPace = pacePrinter(printer.device, printerBytesPerMs);
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
      endPace();
      await printer.close();
      if (!isKept) {
        rmSync(directory, { recursive: true, force: true });
      }
    },
  };
}
