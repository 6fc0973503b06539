import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import type { CheckList } from './check-list.ts';
import {
  commonDir,
  expect,
  type Proof,
  program,
  programDir,
  proveFiles,
  runKey,
  uninstallKey,
} from './prove-installation.ts';
import { untilSo, type WineMachine } from './wine-machine.ts';

const journal = 'C:\\users\\root\\AppData\\Local\\smartpos-agent\\Data\\journal.db';

/** Update over the running application, repair, a refused older version, the way back, an update by the application. */
export async function proveUpdates({ list, till, versions }: Proof): Promise<void> {
  const [older, newer] = versions;
  if (older === undefined || newer === undefined) throw new Error('two installers are needed');
  await mkdir(till.path(journal.replace('\\journal.db', '')), { recursive: true });
  await writeFile(till.path(journal), 'three waiting jobs');
  const version = () => till.readRegistry(uninstallKey, 'DisplayVersion');
  const setup = async (file: string, ...args: string[]) => {
    await till.forgetCommands();
    return till.run(file, ['/S', ...args]);
  };

  await startApplication(list, till);
  await list.check('a newer installer over the running application exits 0', async () => {
    const code = await setup(newer.setup);
    return expect(code === 0 && (await version()) === newer.version, [code, await version()]);
  });
  await proveFiles(list, till, newer.outputDir);
  await proveKept(list, till, 'update');
  await list.check('the journal with its waiting jobs is untouched', async () => {
    const found = await readFile(till.path(journal), 'utf8');
    return expect(found === 'three waiting jobs', found);
  });

  await writeFile(till.path(`${programDir}\\resources\\app.asar`), 'damaged');
  await list.check('a repair (the same installer again) exits 0', async () => {
    const code = await setup(newer.setup);
    return expect(code === 0, code);
  });
  await proveFiles(list, till, newer.outputDir);
  await list.check('a repair makes the firewall rule again, with the port that was chosen', async () => {
    const rules = (await till.commands()).filter((line) => line.includes('add rule'));
    return expect(rules.length === 1 && (rules[0] ?? '').includes('localport=9090'), rules);
  });

  await list.check('an older installer is refused and exits 4', async () => {
    const code = await setup(older.setup);
    return expect(code === 4 && (await version()) === newer.version, [code, await version()]);
  });
  await list.check('the installer before this one is kept, for the way back', async () => {
    const kept = await readFile(till.path(`${commonDir}\\installers\\previous.exe`));
    return expect(kept.equals(await readFile(older.setup)), `${kept.length} bytes`);
  });
  await list.check('back to the version before: previous.exe --allow-downgrade', async () => {
    const code = await setup(`${commonDir}\\installers\\previous.exe`, '--allow-downgrade');
    return expect(code === 0 && (await version()) === older.version, [code, await version()]);
  });
  await proveFiles(list, till, older.outputDir);

  const before = (await till.starts()).length;
  await list.check('an update by the application exits 0 and starts it again, hidden (--updated)', async () => {
    const code = await setup(newer.setup, '--updated', '--force-run');
    const started = await untilSo(
      async () => (await till.starts()).slice(before).find((line) => line.includes('--updated')) ?? null,
    );
    return expect(code === 0 && started !== null && (await version()) === newer.version, [code, started]);
  });
  await proveKept(list, till, 'update by the application');
}

export async function startApplication(list: CheckList, till: WineMachine): Promise<void> {
  const before = (await till.starts()).length;
  await list.check('the installed program starts, with its fuses burnt', async () => {
    till.start(program, ['--hidden']);
    const line = await untilSo(async () => (await till.starts()).slice(before)[0] ?? null);
    return expect(line?.includes('--hidden') === true && line.includes('fuse=0'), line);
  });
}

async function proveKept(list: CheckList, till: WineMachine, what: string): Promise<void> {
  await list.check(`${what}: firewall rule and start at log-on are kept, not made anew`, async () => {
    const touched = (await till.commands()).filter((line) => /netsh|schtasks/.test(line));
    const run = await till.readRegistry(runKey, 'dz.smartpos.agent');
    return expect(touched.length === 0 && run !== null, { touched, run });
  });
}

/** Uninstallation with and without the shop's data, and the installation for a till where nobody logs in. */
export async function proveRemovalAndService({ list, till, versions }: Proof): Promise<void> {
  const [first] = versions;
  if (first === undefined) throw new Error('no installer');
  await startApplication(list, till);
  await till.forgetCommands();
  await list.check('silent uninstallation over the running application exits 0', async () => {
    const code = await uninstall(till);
    return expect(code === 0, code);
  });
  await proveGone(list, till);
  await list.check('the journal stays, for a new installation', () => expect(existsSync(till.path(journal)), 'gone'));

  await till.forgetCommands();
  await list.check('silent installation with --service --no-firewall --stop-python-agent exits 0', async () => {
    const code = await till.run(first.setup, ['/S', '--service', '--no-firewall', '--stop-python-agent']);
    return expect(code === 0, code);
  });
  await list.check('--service: a task at boot, at once started; no start at log-on beside it', async () => {
    const tasks = (await till.commands()).filter((line) => line.includes('schtasks'));
    const run = await till.readRegistry(runKey, 'dz.smartpos.agent');
    const wanted = [`/Create /F /TN "SmartPOS Agent" /XML "${programDir}\\resources\\service-task.xml"`, '/Run /TN'];
    return expect(run === null && wanted.every((part) => tasks.some((line) => line.includes(part))), { tasks, run });
  });
  await list.check('--no-firewall: no rule is added', async () => {
    const rules = (await till.commands()).filter((line) => line.includes('add rule'));
    return expect(rules.length === 0, rules);
  });
  await list.check('--stop-python-agent: its service is stopped and no longer starts by itself', async () => {
    const found = (await till.commands()).filter((line) => line.includes('sc.exe'));
    const wanted = ['stop "FeeMaisonPrinter"', 'config "FeeMaisonPrinter" start= disabled'];
    return expect(
      wanted.every((part) => found.some((line) => line.endsWith(part))),
      found,
    );
  });
  await list.check('uninstallation with --delete-app-data takes the journal, too', async () => {
    const code = await uninstall(till, '--delete-app-data');
    const left = [journal, commonDir].filter((path) => existsSync(till.path(path)));
    return expect(code === 0 && left.length === 0, [code, left]);
  });
}

/** The uninstaller runs from a copy, as Windows makes it do; `_?=` keeps it from making one that nobody can wait for. */
async function uninstall(till: WineMachine, ...args: string[]): Promise<number | null> {
  await cp(till.path(`${programDir}\\Uninstall SmartPOS Agent.exe`), till.path('C:\\uninstall.exe'));
  const line = ['/allusers', '/S', ...args, `_?=${programDir}`].join(' ');
  await writeFile(till.path('C:\\uninstall.bat'), `@C:\\uninstall.exe ${line}\r\n`);
  return till.run('cmd', ['/c', 'C:\\uninstall.bat']);
}

async function proveGone(list: CheckList, till: WineMachine): Promise<void> {
  await list.check(
    'no file, no start at log-on, no entry in the list of programs, no firewall rule, no task is left',
    async () => {
      const left = {
        files: existsSync(till.path(program)),
        installers: existsSync(till.path(`${commonDir}\\installers`)),
        run: await till.readRegistry(runKey, 'dz.smartpos.agent'),
        listed: await till.readRegistry(uninstallKey, 'DisplayVersion'),
        choices: await till.readRegistry('HKLM\\Software\\SmartPOS Agent', 'port'),
      };
      const commands = await till.commands();
      const asked = ['firewall delete rule', 'schtasks'].every((part) => commands.some((line) => line.includes(part)));
      const isClean =
        !left.files && !left.installers && left.run === null && left.listed === null && left.choices === null;
      return expect(isClean && asked, { left, commands });
    },
  );
}
