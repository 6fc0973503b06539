import { describe, expect, it } from 'vitest';
import { describeFirewall } from '../../src/main/window-api/connection-calls.ts';
import type { FirewallRule } from '../../src/main/window-api/host-features.ts';

const own: FirewallRule = { name: 'SmartPOS Agent', allows: true, ports: [8080] };

describe('a port changed in the window', () => {
  const network = (port: number) => ({ host: '0.0.0.0', port });

  it('that the installer’s rule does not name: both ports are said, with the command that mends it', () => {
    expect(describeFirewall([own], network(9100))).toEqual({
      problem: { code: 'FIREWALL_OTHER_PORT', message: expect.stringMatching(/port 8080, .* 9100 .*--port=9100/) },
      command: 'netsh advfirewall firewall set rule name="SmartPOS Agent" new protocol=TCP localport=9100',
    });
  });

  it.each([
    ['the rule’s own port', [own], network(8080)],
    ['an agent that only this machine reaches', [own], { host: '127.0.0.1', port: 9100 }],
    ['no rule of the installer’s', [], network(9100)],
    [
      'another rule that lets this program through',
      [own, { name: 'smartpos agent.exe', allows: true, ports: null }],
      network(9100),
    ],
  ])('nothing is said: %s', (_, rules, address) => {
    expect(describeFirewall(rules, address)).toBeNull();
  });
});
