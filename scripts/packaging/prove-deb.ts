import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { type CheckList, createCheckList } from './check-list.ts';
import { type CleanDebian, createCleanDebian } from './clean-debian.ts';

const unit = '/usr/lib/systemd/system/smartpos-agent.service';
const wants = '/etc/systemd/system/multi-user.target.wants/smartpos-agent.service';

/** Installs a .deb in a clean Debian 12, uses it as a shop would, and removes it. Needs root and Debian's mirror. */
export async function proveDeb(file: string, version: string, list: CheckList = createCheckList()): Promise<CheckList> {
  const debian = await createCleanDebian();
  await cp(file, debian.path('/smartpos-agent.deb'));
  const succeeds = (name: string, command: string, says?: RegExp) =>
    list.check(name, async () => {
      const { code, output } = await debian.run(command);
      return code === 0 && (says === undefined || says.test(output)) ? null : `exit ${code}: ${output.slice(-600)}`;
    });
  // For systemd-analyze alone: the package itself runs without.
  const helpers = 'systemd udev';
  await succeeds(
    'apt installs it with what it depends on, in a clean Debian 12',
    `apt-get update -q && apt-get install -y -q --no-install-recommends /smartpos-agent.deb ${helpers}`,
  );
  await succeeds('smartpos-agent --version', 'smartpos-agent --version', new RegExp(`^${version}$`, 'm'));
  await succeeds('smartpos-agent --self-test', 'smartpos-agent --self-test', /L'installation est bonne/);
  await succeeds('the unit file is right for systemd', `systemd-analyze verify --man=no ${unit}`);
  await list.check('the service is locked in: exposure below 2.5 of 10 (systemd-analyze security)', async () => {
    const { output } = await debian.run(`systemd-analyze security --offline=true --no-pager ${unit}`);
    const exposure = Number(/exposure level for \S+ ([\d.]+)/.exec(output)?.[1]);
    return exposure < 2.5 ? null : `exposure ${exposure}`;
  });
  await succeeds(
    'service install starts it with the machine',
    'SMARTPOS_SERVICE_ROOT=/ smartpos-agent service install',
  );
  await list.check('the service that counts is the package’s', () =>
    existsSync(debian.path('/etc/systemd/system/smartpos-agent.service')) || !isLink(debian, wants)
      ? 'another unit, or none, is enabled'
      : null,
  );
  await printTicket(debian, list);
  await succeeds('it installs again over itself', 'dpkg -i /smartpos-agent.deb');
  await removeIt(debian, list, succeeds);
  return list;
}

/** The service's own command line, as a user without rights, prints what the ERP sends. */
async function printTicket(debian: CleanDebian, list: CheckList): Promise<void> {
  await list.check(
    'the service’s command prints an ERP ticket, as a user without rights, and ends on SIGTERM',
    async () => {
      const line = /^ExecStart=(.*)$/m.exec(readFileSync(debian.path(unit), 'utf8'))?.[1]?.replaceAll('%S', '/var/lib');
      await debian.run('mkdir -p /var/lib/smartpos-agent && chown 61234:61234 /var/lib/smartpos-agent');
      const user = 'setpriv --reuid=61234 --regid=61234 --clear-groups --no-new-privs env HOME=/var/lib/smartpos-agent';
      const service = debian.start(`exec ${user} ${line} --port 0`);
      const ended = once(service, 'exit');
      try {
        const url = await readyUrl(service.stdout);
        const token = readFileSync(debian.path('/var/lib/smartpos-agent/token'), 'utf8').trim();
        const items = [{ product_name: 'Éclair au café', quantity: 2, unit_price: 150 }];
        const answer = await fetch(`${url}/print/ticket?wait=8`, {
          method: 'POST',
          headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
          body: JSON.stringify({ order_id: 7, items, total_amount: 300 }),
        });
        const { state } = (await answer.json()) as { state: string };
        const papers = readdirSync(debian.path('/var/lib/smartpos-agent/paper')).filter((name) =>
          name.endsWith('.png'),
        );
        service.kill('SIGTERM');
        const [code] = (await ended) as [number | null];
        return state === 'drawn' && papers.length === 1 && code === 0 ? null : JSON.stringify({ state, papers, code });
      } finally {
        service.kill('SIGKILL');
      }
    },
  );
}

async function readyUrl(stdout: NodeJS.ReadableStream | null): Promise<string> {
  let text = '';
  for await (const chunk of stdout ?? []) {
    text += String(chunk);
    const url = /^ready (\S+)$/m.exec(text)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`no ready line: ${text}`);
}

async function removeIt(
  debian: CleanDebian,
  list: CheckList,
  succeeds: (name: string, command: string) => Promise<void>,
): Promise<void> {
  await succeeds('dpkg removes it', 'dpkg -r smartpos-agent');
  await list.check('no file, unit, rule or command is left; journal and settings are', () => {
    const paths = [
      '/opt/smartpos-agent',
      unit,
      '/usr/bin/smartpos-agent',
      '/usr/lib/udev/rules.d/60-smartpos-agent.rules',
    ];
    const left = paths.filter((path) => existsSync(debian.path(path)));
    if (isLink(debian, wants)) left.push(wants);
    const journal = existsSync(debian.path('/var/lib/smartpos-agent/journal.db'));
    return left.length === 0 && journal ? null : `left ${left}, journal ${journal}`;
  });
  await succeeds('dpkg purges it', 'dpkg -P smartpos-agent');
  await list.check('then the data of the service is gone, too', () => {
    const left = ['/var/lib/smartpos-agent', '/etc/smartpos-agent'].filter((path) => existsSync(debian.path(path)));
    return left.length === 0 ? null : left.join(', ');
  });
}

function isLink(debian: CleanDebian, path: string): boolean {
  const [folder = '', name = ''] = [path.slice(0, path.lastIndexOf('/')), path.slice(path.lastIndexOf('/') + 1)];
  return existsSync(debian.path(folder)) && readdirSync(debian.path(folder)).includes(name);
}
