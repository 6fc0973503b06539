import { describe, expect, it } from 'vitest';
import { callerNetwork, isHost, isHostName } from '../../src/main/base/network.ts';

describe('one caller', () => {
  it.each([
    ['192.168.1.20', '192.168.1.20'],
    ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff:0:0:1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', ''],
  ])('%j is known by %j', (address, network) => {
    expect(callerNetwork(address)).toBe(network);
  });
});

describe('a host', () => {
  it.each(['localhost', 'caisse-2.example', '192.168.1.50', '3com', 'a'.repeat(63), '::1', 'fd00::5'])(
    '%s is one',
    (text) => {
      expect(isHost(text)).toBe(true);
    },
  );

  it.each([
    '',
    '-a',
    'a-',
    'a..b',
    'a b',
    'POS_80',
    'a.',
    '999.1.1.1',
    '1.2.3',
    '[::1]',
    'fe80::1%eth0',
    'a'.repeat(64),
    `${'a.'.repeat(127)}b`,
    'é',
    'a:80',
  ])('%j is none', (text) => {
    expect(isHost(text)).toBe(false);
  });

  it('of a LAN may have underscores, and a last dot', () => {
    const wishes = ['POS_80', 'pos.', '_pos', 'POS_80.local.', '999.1.1.1', 'a b'];
    expect(wishes.filter((text) => isHostName(text, { localNames: true }))).toEqual(wishes.slice(0, 4));
  });
});
