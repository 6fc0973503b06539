import { describe, expect, it } from 'vitest';
import { parseFirewallRules } from '../../../src/main/desktop/system/windows-firewall.ts';

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

describe('the rules of Windows’ firewall', () => {
  it('are those for this program, active, incoming, TCP', () => {
    const rules = read(
      line('Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=445|App=System|Name=@FirewallAPI.dll,-28511|'),
      line(`Action=Allow|Active=FALSE|Dir=In|Protocol=6|LPort=9100|App=${program}|Name=SmartPOS Agent|`),
      line(`Action=Allow|Active=TRUE|Dir=Out|Protocol=6|App=${program}|Name=SmartPOS Agent|`),
      line(`Action=Allow|Active=TRUE|Dir=In|Protocol=17|App=${program}|Name=SmartPOS Agent|`),
      own('EmbedCtxt=SmartPOS|'),
      line(`Action=Block|Active=TRUE|Dir=In|Protocol=6|Profile=Public|App=${program.toUpperCase()}|Name=Autre|`),
      line(
        'Action=Allow|Active=TRUE|Dir=In|LPort2_10=8080-8082|App=%ProgramFiles%\\SmartPOS Agent\\SmartPOS Agent.exe|Name=X|',
      ),
    );
    expect(rules).toEqual([
      { name: 'SmartPOS Agent', allows: true, ports: [8080] },
      { name: 'Autre', allows: false, ports: null },
      { name: 'X', allows: true, ports: [8080, 8081, 8082] },
    ]);
  });
});
