import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { launchAgentPlist } from '../../src/main/service/launchd-service.ts';
import { manageService } from '../../src/main/service/manage-service.ts';
import { type ServiceMachine, thisMachine } from '../../src/main/service/service-machine.ts';
import { packagedCommand, quoteForSystemd, systemdUnit } from '../../src/main/service/systemd-service.ts';
import { refusalOf } from '../base/refusal.ts';
import { makeDataDir } from '../end-to-end/start-agent.ts';

const program = { command: ['/opt/agent/node', '/opt/agent/out/agent.js'], udevRule: '# rule\n' };
const root = join(import.meta.dirname, '..', '..');
const has = (command: string) => spawnSync(command, ['--version']).status === 0;
for (const command of ['systemctl', 'systemd-analyze']) {
  if (!has(command)) console.warn(`skipped: a test of the systemd unit (no ${command} here)`);
}

/** A machine in memory that says yes to every command. Blind spot: what the commands really do. */
function fakeMachine(changes: Partial<ServiceMachine> = {}) {
  const files = new Map<string, string>();
  const commands: string[] = [];
  const machine: ServiceMachine = {
    platform: 'linux',
    userId: 0,
    home: '/Users/caisse',
    offline: false,
    read: (path) => files.get(path) ?? null,
    write: (path, text) => void files.set(path, text),
    remove: (path) => void files.delete(path),
    exists: (path) => files.has(path),
    run: (command, args) => {
      commands.push([command, ...args].join(' '));
      return { code: 0, output: 'active' };
    },
    ...changes,
  };
  return { machine, files, commands };
}

describe('systemd', () => {
  it.skipIf(!has('systemctl'))('installs for the next start of a machine, and takes away all but the data', () => {
    const image = makeDataDir();
    const machine = { ...thisMachine(image), userId: 0 };
    const unit = join(image, 'etc/systemd/system/smartpos-agent.service');
    const enabled = join(image, 'etc/systemd/system/multi-user.target.wants/smartpos-agent.service');
    expect(manageService('status', machine, program).exitCode).toBe(3);
    manageService('install', machine, program);
    expect(readFileSync(unit, 'utf8')).toMatch(
      /^ExecStart=\/opt\/agent\/node \/opt\/agent\/out\/agent.js --data-dir %S/m,
    );
    expect(lstatSync(enabled).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(image, 'etc/udev/rules.d/60-smartpos-agent.rules'), 'utf8')).toBe('# rule\n');
    expect(statSync(join(image, 'etc/smartpos-agent/agent.env')).mode & 0o777).toBe(0o600);
    manageService('install', machine, program);
    manageService('remove', machine, program);
    expect([unit, enabled].filter((path) => existsSync(path))).toEqual([]);
    expect(existsSync(join(image, 'etc/smartpos-agent/agent.env'))).toBe(true);
    expect(manageService('remove', machine, program).text).toMatch(/pas installé/);
  });

  it('starts it at once on a running machine, and says whether it runs', () => {
    const { machine, commands } = fakeMachine();
    manageService('install', machine, program);
    expect(commands).toContain('systemctl daemon-reload');
    expect(commands.at(-1)).toBe('systemctl enable --now smartpos-agent.service');
    expect(manageService('status', machine, program)).toMatchObject({ exitCode: 0, text: /tourne/ });
    expect(commands.at(-1)).toBe('systemctl is-enabled smartpos-agent.service');
    manageService('remove', machine, program);
    expect(commands).toContain('systemctl disable --now smartpos-agent.service');
  });

  it("keeps the package's own unit and rule", () => {
    const { machine, files } = fakeMachine();
    files.set('/usr/lib/systemd/system/smartpos-agent.service', 'of the package');
    files.set('/usr/lib/udev/rules.d/60-smartpos-agent.rules', 'of the package');
    manageService('install', machine, program);
    expect([...files.keys()].filter((path) => path.startsWith('/etc'))).toEqual(['/etc/smartpos-agent/agent.env']);
  });

  it('says in one line why it cannot', () => {
    const refuse = (changes: Partial<ServiceMachine>, command = program.command) =>
      refusalOf(() => manageService('install', fakeMachine(changes).machine, { ...program, command }));
    expect(refuse({ userId: 1000 })).toMatchObject({ code: 'SERVICE_NEEDS_ROOT', message: /sudo/ });
    expect(refuse({}, ['/home/caisse/agent'])).toMatchObject({ code: 'SERVICE_IN_HOME', message: /\/opt/ });
    expect(refuse({ run: () => ({ code: null, output: '' }) })).toMatchObject({ code: 'SERVICE_FAILED' });
    expect(refuse({ run: () => ({ code: 1, output: 'Unit is\nmasked' }) }).message).toMatch(/Unit is masked/);
    expect(refuse({ platform: 'win32' })).toMatchObject({ code: 'SERVICE_BY_INSTALLER' });
  });

  it.each([
    ['/opt/agent/node', '/opt/agent/node'],
    ['/opt/SmartPOS Agent/agent', '"/opt/SmartPOS Agent/agent"'],
    ['/opt/100%/"x"', '"/opt/100%%/\\"x\\""'],
  ])('writes %j so that systemd reads it back', (word, wanted) => {
    expect(quoteForSystemd(word)).toBe(wanted);
  });

  it('the unit that ships in the package is the one that the program writes', () => {
    const shipped = readFileSync(join(root, 'packaging/linux/smartpos-agent.service'), 'utf8');
    expect(shipped).toBe(systemdUnit({ command: packagedCommand }));
  });

  it.skipIf(!has('systemd-analyze'))('the unit is right for systemd, and locks the agent in', () => {
    const directory = makeDataDir();
    const file = join(directory, 'smartpos-agent.service');
    thisMachine().write(file, systemdUnit({ command: `${process.execPath} %S/smartpos-agent` }), 0o644);
    const verified = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' });
    expect(verified.stderr).not.toMatch(/smartpos-agent\.service/);
    const { stdout } = spawnSync('systemd-analyze', ['security', '--offline=true', '--no-pager', file], {
      encoding: 'utf8',
    });
    expect(Number(/exposure level for \S+ ([\d.]+)/.exec(stdout)?.[1])).toBeLessThan(2.5);
  });
});

describe('launchd', () => {
  const mac = { platform: 'darwin', userId: 501 } as const;
  const file = '/Users/caisse/Library/LaunchAgents/dz.smartpos.agent.plist';

  it('installs for the user of the till, again without fault, and takes it away', () => {
    const { machine, files, commands } = fakeMachine(mac);
    manageService('install', machine, program);
    manageService('install', machine, program);
    expect(files.get(file)).toBe(launchAgentPlist(program.command));
    expect(commands.at(-1)).toBe(`launchctl bootstrap gui/501 ${file}`);
    manageService('remove', machine, program);
    expect(files.size).toBe(0);
    expect(commands.at(-1)).toBe('launchctl bootout gui/501/dz.smartpos.agent');
  });

  it('is not for root, who has no session', () => {
    const { machine } = fakeMachine({ ...mac, userId: 0 });
    expect(refusalOf(() => manageService('install', machine, program))).toMatchObject({ code: 'SERVICE_NEEDS_USER' });
  });

  it('says whether it runs', () => {
    const run = () => ({ code: 0, output: 'state = running' });
    const { machine, files } = fakeMachine({ ...mac, run });
    expect(manageService('status', machine, program)).toMatchObject({ exitCode: 3, text: /pas installé/ });
    files.set(file, '');
    expect(manageService('status', machine, program).exitCode).toBe(0);
  });

  it('the property list is well-formed XML, with the words escaped', () => {
    const text = launchAgentPlist(['/Applications/A & B <x>/agent', '--hidden']);
    expect(text).toContain('<string>/Applications/A &amp; B &lt;x&gt;/agent</string>');
    const parsed = spawnSync('python3', ['-c', 'import plistlib,sys;print(plistlib.loads(sys.stdin.buffer.read()))'], {
      input: text,
      encoding: 'utf8',
    });
    if (parsed.error === undefined) expect(parsed.stdout).toContain("'/Applications/A & B <x>/agent', '--hidden'");
  });
});
