import { execFile } from 'node:child_process';
import type { FirewallRule } from '../../window-api/host-features.ts';

/** Where Windows keeps its rules; every account may read them, and unlike netsh's answers they are in no language. */
const rulesKey = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy\\FirewallRules';

/**
 * The active incoming TCP rules for a program, from what `reg query` prints of the rules' key: one value a rule,
 * `v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|Profile=Private|LPort=8080|App=C:\…|Name=…|` ([MS-FASP] 2.2.20).
 */
export function parseFirewallRules(
  output: string,
  program: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): FirewallRule[] {
  // Some rules name folders by their variables.
  const expand = (path: string) => path.replace(/%([^%]+)%/g, (whole, name: string) => environment[name] ?? whole);
  return output.split(/\r?\n/).flatMap((line) => {
    const text = /\sREG_SZ\s+(v\d+\.\d+\|.*)$/.exec(line)?.[1];
    if (text === undefined) return [];
    const fields = text.split('|').flatMap((field) => {
      const at = field.indexOf('=');
      return at < 0 ? [] : [[field.slice(0, at), field.slice(at + 1)] as const];
    });
    const one = (name: string) => fields.find(([key]) => key === name)?.[1];
    // No protocol: any. 6 is TCP.
    const isTcp = one('Protocol') === undefined || one('Protocol') === '6';
    const isOurs = expand(one('App') ?? '').toLowerCase() === program.toLowerCase();
    if (!isTcp || !isOurs || one('Active') !== 'TRUE' || one('Dir') !== 'In') return [];
    const ports = fields.filter(([key]) => key.startsWith('LPort')).flatMap(([key, value]) => readPorts(key, value));
    return [{ name: one('Name') ?? '', allows: one('Action') === 'Allow', ports: ports.length === 0 ? null : ports }];
  });
}

/** `LPort=8080`, `LPort2_10=8080-8090`; words such as `RPC` are no port of ours. */
function readPorts(key: string, value: string): number[] {
  const [from, to] = value.split('-').map(Number);
  if (from === undefined || !Number.isInteger(from)) return [-1];
  if (!key.startsWith('LPort2') || to === undefined || !Number.isInteger(to)) return [from];
  return Array.from({ length: Math.min(to, 65_535) - from + 1 }, (_, index) => from + index);
}

/** Asks the registry; no rules where it cannot be asked: then nothing is claimed. */
export function readFirewallRules(program: string): Promise<FirewallRule[]> {
  return new Promise((resolve) => {
    const options = { windowsHide: true, timeout: 5_000, maxBuffer: 16 * 1024 * 1024 };
    execFile('reg.exe', ['query', rulesKey], options, (error, stdout) =>
      resolve(error === null ? parseFirewallRules(stdout, program) : []),
    );
  });
}
