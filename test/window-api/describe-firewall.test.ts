import { describe, expect, it } from 'vitest';
import { parseFirewallRules } from '../../src/main/desktop/system/windows-firewall.ts';
import { describeFirewall } from '../../src/main/window-api/describe-firewall.ts';

const program = 'C:\\Program Files\\SmartPOS Agent\\SmartPOS Agent.exe';
const key =
  'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy\\FirewallRules';

/** Composed after [MS-FASP] and published registry listings; blind spot: no Windows was asked. */
const line = (text: string) => `    {0E1C-42}    REG_SZ    v2.31|${text}\r\n`;
const own = (changes = '') =>
  line(
    `Action=Allow|Active=TRUE|Dir=In|Protocol=6|Profile=Domain|Profile=Private|LPort=8080|App=${program}|Name=SmartPOS Agent|${changes}`,
  );
const read = (...lines: string[]) =>
  parseFirewallRules(`\r\n${key}\r\n${lines.join('')}\r\n`, program, { ProgramFiles: 'C:\\Program Files' });

describe('a port changed in the window', () => {
  const network = (port: number) => ({ host: '0.0.0.0', port });

  it('that the installer’s rule does not name: both ports are said, with the command that mends it', () => {
    expect(describeFirewall(read(own()), network(9100))).toEqual({
      problem: { code: 'FIREWALL_OTHER_PORT', message: expect.stringMatching(/port 8080, .* 9100 .*--port=9100/) },
      command: 'netsh advfirewall firewall set rule name="SmartPOS Agent" new protocol=TCP localport=9100',
    });
  });

  it.each([
    ['the rule’s own port', [own()], network(8080)],
    ['an agent that only this machine reaches', [own()], { host: '127.0.0.1', port: 9100 }],
    ['no rule of the installer’s', [], network(9100)],
    [
      'another rule that lets this program through',
      [own(), line(`Action=Allow|Active=TRUE|Dir=In|Protocol=6|App=${program}|Name=smartpos agent.exe|`)],
      network(9100),
    ],
  ])('nothing is said: %s', (_, lines, address) => {
    expect(describeFirewall(read(...lines), address)).toBeNull();
  });
});
