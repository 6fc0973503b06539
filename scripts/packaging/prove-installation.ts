import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listFiles } from './check-contents.ts';
import type { CheckList } from './check-list.ts';
import type { WineMachine } from './wine-machine.ts';

export interface Proof {
  list: CheckList;
  till: WineMachine;
  /** Output folders of package:win, older first. */
  versions: { version: string; outputDir: string; setup: string }[];
}

export const programDir = 'C:\\Program Files\\SmartPOS Agent';
export const program = `${programDir}\\SmartPOS Agent.exe`;
export const commonDir = 'C:\\ProgramData\\SmartPOS Agent';
export const runKey = 'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Run';
export const uninstallKey =
  'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\11111479-0fb1-40d9-a296-726940052d29';
const pythonKey = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\FeeMaisonPrinter\\Parameters';

export const expect = (isSo: boolean, found: unknown) => (isSo ? null : `found ${JSON.stringify(found)}`);

/** Wrong options, then a first silent installation on a till where the Python agent runs under NSSM. */
export async function proveFirstInstallation({ list, till, versions }: Proof): Promise<void> {
  const [first] = versions;
  if (first === undefined) throw new Error('no installer');
  await layPythonAgent(till);
  // As PowerShell 5 writes it: 'Zm9v-secret_of_the_shop' > token.txt
  await writeFile(till.path('C:\\token.txt'), Buffer.from('\uFEFFZm9v-secret_of_the_shop\r\n', 'utf16le'));

  await list.check('a wrong --port installs nothing and exits 3', async () => {
    const code = await till.run(first.setup, ['/S', '--port=80a']);
    return expect(code === 3 && !existsSync(till.path(programDir)), code);
  });
  await list.check('a --token-file that is not there installs nothing and exits 3', async () => {
    const code = await till.run(first.setup, ['/S', '--token-file=C:\\nowhere.txt']);
    return expect(code === 3 && !existsSync(till.path(programDir)), code);
  });
  await proveWrongTokenFiles(list, till, first.setup);
  await till.forgetCommands();
  await list.check('silent installation with options exits 0', async () => {
    const options = ['--port=9090', '--host=0.0.0.0', '--token-file=C:\\token.txt', '--printer=spooler:Épson TM-T20'];
    const code = await till.run(first.setup, ['/S', ...options]);
    return expect(code === 0, code);
  });
  await proveFiles(list, till, first.outputDir);
  await list.check('starts at log-on, hidden, for every user of the till', async () => {
    const found = await till.readRegistry(runKey, 'dz.smartpos.agent');
    return expect(found === `"${program}" --hidden`, found);
  });
  await list.check('firewall: one rule, for this program and port, on private and domain networks', async () => {
    const rules = (await till.commands()).filter((line) => line.includes('firewall add rule'));
    const wanted = `name="SmartPOS Agent" dir=in action=allow program="${program}" protocol=TCP localport=9090 profile=domain,private enable=yes`;
    return expect(rules.length === 1 && (rules[0] ?? '').endsWith(wanted), rules);
  });
  await list.check('nothing is asked of the task scheduler without --service', async () => {
    const found = (await till.commands()).filter((line) => line.includes('schtasks'));
    return expect(found.length === 0, found);
  });
  await proveHandedOver(list, till);
  await list.check('the list of programs names version and publisher', async () => {
    const found = [
      await till.readRegistry(uninstallKey, 'DisplayVersion'),
      await till.readRegistry(uninstallKey, 'Publisher'),
    ];
    return expect(found[0] === first.version && (found[1] ?? '').startsWith('F'), found);
  });
  await proveTokenFiles(list, till, first.setup);
}

const mark = '\uFEFF';
const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const tokenFile = 'C:\\roll-out\\token.txt';

/** What the agent itself would refuse, or a person did not mean. */
const wrongTokenFiles: Readonly<Record<string, string | Buffer>> = {
  'an empty file': '',
  'nothing but blanks and line ends': ' \r\n\t\r\n',
  'nothing but a byte-order mark': utf16(mark),
  'two lines': 'first-token\r\nsecond-token\r\n',
  'two lines in UTF-16': utf16(`${mark}first-token\r\nsecond-token\r\n`),
  'a space inside': 'two words',
  'a letter with an accent, UTF-8': 'clé-de-la-caisse',
  'a letter with an accent, UTF-16': utf16(`${mark}clé-de-la-caisse`),
  'UTF-16 without a byte-order mark': utf16('Zm9v-bar'),
  'half a character at the end': utf16(`${mark}Zm9v-bar`).subarray(0, -1),
  'a control character': 'Zm9v\u0007bar',
  'more than 512 characters': 'x'.repeat(513),
  'more than NSIS can hold, in UTF-16': utf16(mark + 'x'.repeat(5000)),
  'a picture': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]),
  'the token of the documentation': 'default_token_change_me\r\n',
};

async function proveWrongTokenFiles(list: CheckList, till: WineMachine, setup: string): Promise<void> {
  await mkdir(till.path('C:\\roll-out\\a folder.txt'), { recursive: true });
  const refused = async (path: string) => {
    const code = await till.run(setup, ['/S', `--token-file=${path}`]);
    return { code, installed: existsSync(till.path(programDir)) };
  };
  for (const [what, content] of Object.entries(wrongTokenFiles)) {
    await list.check(`a --token-file with ${what}: exits 3, installs nothing, keeps the file`, async () => {
      await writeFile(till.path(tokenFile), content);
      const found = await refused(tokenFile);
      const kept = (await readFile(till.path(tokenFile))).equals(Buffer.from(content));
      return expect(found.code === 3 && !found.installed && kept, { ...found, kept });
    });
  }
  for (const [what, path] of [
    ['that is a folder', 'C:\\roll-out\\a folder.txt'],
    ['without a name', ''],
  ]) {
    await list.check(`a --token-file ${what}: exits 3, installs nothing`, async () => {
      const found = await refused(path ?? '');
      return expect(found.code === 3 && !found.installed, found);
    });
  }
}

/** Good ones, each by a repair: the token is handed over as the agent reads it, and the file goes. */
async function proveTokenFiles(list: CheckList, till: WineMachine, setup: string): Promise<void> {
  const longest = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'.padEnd(512, 'aZ0');
  const files: Readonly<Record<string, { content: string | Buffer; token: string }>> = {
    'UTF-16 big endian': { content: utf16(`${mark}Zm9v-big\r\n`).swap16(), token: 'Zm9v-big' },
    'UTF-8 with a byte-order mark': { content: `${mark}Zm9v-mark\r\n`, token: 'Zm9v-mark' },
    'no line end': { content: 'Zm9v-bare', token: 'Zm9v-bare' },
    'blanks and empty lines around it': { content: '\r\n  Zm9v-blank \t\r\n\r\n', token: 'Zm9v-blank' },
    '512 characters, every sign among them': { content: utf16(mark + longest), token: longest },
  };
  for (const [what, { content, token }] of Object.entries(files)) {
    await list.check(`a --token-file with ${what} is taken and deleted`, async () => {
      await writeFile(till.path(tokenFile), content);
      const code = await till.run(setup, ['/S', `--token-file=${tokenFile}`]);
      const options = (await readFile(till.path(`${commonDir}\\install-options.txt`))).toString('utf16le');
      const gone = !existsSync(till.path(tokenFile));
      return expect(code === 0 && gone && options.split('\r\n').includes(`token=${token}`), { code, gone, options });
    });
  }
  await list.check('options that cannot be handed over: exits 5, keeps the token file', async () => {
    const options = till.path(`${commonDir}\\install-options.txt`);
    await rm(options);
    await mkdir(options);
    await writeFile(till.path(tokenFile), 'Zm9v-kept');
    const code = await till.run(setup, ['/S', `--token-file=${tokenFile}`]);
    await rm(options, { recursive: true });
    const kept = (await readFile(till.path(tokenFile), 'utf8')) === 'Zm9v-kept';
    return expect(code === 5 && kept, { code, kept });
  });
}

/** As the old system's install_printer_agent_windows.bat and NSSM leave it. */
async function layPythonAgent(till: WineMachine): Promise<void> {
  await mkdir(till.path('C:\\fee_maison'), { recursive: true });
  const env = ['PRINTER_ENABLED=true', 'SECRET_KEY=of-the-whole-erp', 'PRINTER_AGENT_TOKEN=from-python', ''];
  // Saved by Notepad: a byte-order mark stands before the first name.
  await writeFile(till.path('C:\\fee_maison\\.env'), `\uFEFF${env.join('\r\n')}`);
  await till.addRegistry(pythonKey, 'AppDirectory', 'C:\\fee_maison');
  await till.addRegistry(pythonKey, 'AppParameters', '-m app.services.printer_agent --host 0.0.0.0 --port 8080');
}

export async function proveFiles(list: CheckList, till: WineMachine, outputDir: string): Promise<void> {
  await list.check('every packed file is installed, byte for byte', async () => {
    const from = join(outputDir, 'win-unpacked');
    const hash = async (file: string) =>
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex');
    const wrong: string[] = [];
    for (const name of await listFiles(from)) {
      const installed = join(till.path(programDir), name);
      if (!existsSync(installed) || (await hash(installed)) !== (await hash(join(from, name)))) wrong.push(name);
    }
    return wrong.length === 0 ? null : wrong.join(', ');
  });
}

/** What the application takes at its first start. */
async function proveHandedOver(list: CheckList, till: WineMachine): Promise<void> {
  await list.check('options lie ready for the first start, whole, accents included', async () => {
    const text = (await readFile(till.path(`${commonDir}\\install-options.txt`))).toString('utf16le');
    const wanted = ['port=9090', 'host=0.0.0.0', 'printer=spooler:Épson TM-T20', 'token=Zm9v-secret_of_the_shop'];
    const missing = wanted.filter((line) => !text.split('\r\n').includes(line));
    return expect(text.startsWith('\ufeff') && missing.length === 0, text);
  });
  await list.check("the token's file is deleted, and the token stands on no command line", async () => {
    const told = (await till.commands()).filter((line) => line.includes('Zm9v'));
    return expect(!existsSync(till.path('C:\\token.txt')) && told.length === 0, told);
  });
  await list.check('only the accounts of the till may read them, and delete them once taken', async () => {
    const rights = (await till.commands()).filter((line) => line.includes('icacls'));
    const wanted = [
      `"${commonDir}" /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F *S-1-5-32-545:(OI)(CI)RX`,
      `install-options.txt" /inheritance:r /grant:r *S-1-5-18:F *S-1-5-32-544:F *S-1-5-32-545:(R,D)`,
      `python-agent.env" /inheritance:r /grant:r *S-1-5-18:F *S-1-5-32-544:F *S-1-5-32-545:(R,D)`,
    ];
    const missing = wanted.filter((part) => !rights.some((line) => line.includes(part)));
    return missing.length === 0 ? null : `missing ${missing.join('; ')} in ${rights.join('; ')}`;
  });
  await list.check("the Python agent's .env and command line are laid ready, nobody else's secrets", async () => {
    const text = await readFile(till.path(`${commonDir}\\python-agent.env`), 'latin1');
    const wanted = ['PRINTER_ENABLED=true', 'PRINTER_AGENT_TOKEN=from-python', '--host 0.0.0.0 --port 8080'];
    return expect(wanted.every((part) => text.includes(part)) && !text.includes('SECRET_KEY'), text);
  });
  await list.check('the Python agent is not stopped unasked', async () => {
    const found = (await till.commands()).filter((line) => line.includes('sc.exe'));
    return expect(found.length === 0, found);
  });
}
