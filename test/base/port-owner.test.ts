import { describe, expect, it } from 'vitest';
import { parseLsof, parseNetstat, parseTasklist } from '../../src/main/base/port-owner.ts';

// As the tools write it; not recorded on such machines. Whether these tools are there is not tested here.
describe('who has a port', () => {
  it('is read from a French Windows', () => {
    const netstat = [
      '  Proto  Adresse locale         Adresse distante       État            PID',
      '  TCP    127.0.0.1:8080         127.0.0.1:50123        ESTABLISHED     77',
      '  TCP    0.0.0.0:18080          0.0.0.0:0              LISTENING       99',
      '  TCP    0.0.0.0:8080           0.0.0.0:0              LISTENING       4312',
    ].join('\r\n');
    expect(parseNetstat(netstat, 8080)).toBe('4312');
    expect(parseNetstat(netstat, 80)).toBeNull();
    expect(parseTasklist('"python.exe","4312","Services","0","25 136 Ko"\r\n', '4312')).toBe('python.exe (4312)');
    expect(
      parseTasklist('Information : aucune tâche en service ne correspond aux critères spécifiés.', '4312'),
    ).toBeNull();
  });

  it('is read from macOS', () => {
    expect(parseLsof('p812\ncPython\nf5\n')).toBe('Python (812)');
    expect(parseLsof('')).toBeNull();
  });
});
