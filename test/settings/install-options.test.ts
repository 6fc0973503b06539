import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePythonArguments } from '../../src/main/settings/import-python-settings.ts';
import { readStartSettings, takeInstallOptions } from '../../src/main/settings/install-options.ts';
import { loadSettings } from '../../src/main/settings/settings-file.ts';
import { createFileTokenStore } from '../../src/main/token/token-store.ts';
import { makeDataDir } from '../end-to-end/start-agent.ts';

/** A data directory and the folder that the installer writes into, as NSIS does: UTF-16 with byte-order mark. */
function makeTill(options: string | null, pythonEnv: string | null = null) {
  const dataDir = makeDataDir();
  const directory = makeDataDir();
  const optionsFile = join(directory, 'install-options.txt');
  const pythonFile = join(directory, 'python-agent.env');
  if (options !== null) writeFileSync(optionsFile, Buffer.from(`\uFEFF${options}`, 'utf16le'));
  if (pythonEnv !== null) writeFileSync(pythonFile, pythonEnv);
  const tokenStore = createFileTokenStore(dataDir);
  return {
    dataDir,
    directory,
    optionsFile,
    pythonFile,
    take: () => takeInstallOptions({ directory, dataDir, tokenStore }),
    settings: () => loadSettings(dataDir).settings,
    token: () => tokenStore.readOrCreate(),
  };
}

describe('options of a silent roll-out, at the first start', () => {
  it('are taken over into settings and token, and deleted', () => {
    const till = makeTill(
      'version=1.0.0\r\nport=9090\r\nhost=0.0.0.0\r\nprinter=spooler:Épson TM-T20\r\ntoken=Zm9v-bar\r\n',
    );
    expect(till.take()).toEqual([]);
    expect(till.settings()).toMatchObject({
      port: 9090,
      host: '0.0.0.0',
      printer: { address: 'spooler:Épson TM-T20' },
    });
    expect(till.token()).toBe('Zm9v-bar');
    expect(existsSync(till.optionsFile)).toBe(false);
  });

  it('change nothing when there are none, and nothing at the second start', () => {
    const till = makeTill(null);
    expect(till.take()).toEqual([]);
    expect(existsSync(join(till.dataDir, 'settings.json'))).toBe(false);
    expect(takeInstallOptions({ ...till, directory: null, tokenStore: { replace: () => {} } })).toEqual([]);
  });

  it('a wrong value is told by its option, the others are taken; a token is never told', () => {
    const till = makeTill('port=99999\r\nhost=caisse du fond\r\nprinter=tcp://192.168.1.50\r\ntoken=with space\r\n');
    const problems = till.take();
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/--port/),
      expect.stringMatching(/--host/),
      expect.stringMatching(/--token-file/),
    ]);
    expect(JSON.stringify(problems)).not.toContain('with space');
    expect(till.settings()).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      printer: { address: 'tcp://192.168.1.50' },
    });
    expect(existsSync(till.optionsFile)).toBe(false);
  });

  it.each([
    ['UTF-16 big endian', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
    ['UTF-8', (text: string) => Buffer.from(text)],
    ['UTF-8 with a byte-order mark', (text: string) => Buffer.from(`\uFEFF${text}`)],
  ])('are read in %s, too', (_, encode) => {
    const till = makeTill('');
    writeFileSync(till.optionsFile, encode('token=Zm9v-bar\r\nprinter=spooler:Épson\r\n'));
    writeFileSync(till.pythonFile, encode('PRINTER_AGENT_PORT=9091\r\nPRINTER_ENABLED=true\r\n'));
    till.take();
    expect([till.token(), till.settings().port]).toEqual(['Zm9v-bar', 9091]);
    expect(till.settings().printer.address).toBe('spooler:Épson');
  });

  it('a file that this account may not delete is taken once', () => {
    const till = makeTill('port=9090\r\n');
    const removeFile = () => {
      throw new Error('EACCES');
    };
    takeInstallOptions({ ...till, tokenStore: createFileTokenStore(till.dataDir), removeFile });
    writeFileSync(join(till.dataDir, 'settings.json'), '{"port":8081}');
    expect(till.take()).toEqual([]);
    expect(till.settings().port).toBe(8081);
  });

  it('a new roll-out is taken, although an earlier one was', () => {
    const till = makeTill('port=9090\r\n');
    till.take();
    writeFileSync(till.optionsFile, 'port=9191\n');
    till.take();
    expect(till.settings().port).toBe(9191);
  });
});

describe('the Python agent that the installer has found', () => {
  const env = `# FeeMaisonPrinter\r
SMARTPOS_PYTHON_ARGUMENTS=-m app.services.printer_agent --host 0.0.0.0 --port 8085\r
PRINTER_AGENT_PORT=8080\r
PRINTER_AGENT_TOKEN=from-python\r
PRINTER_TIMEOUT=soon\r
`;

  it('gives its settings and its token; its command line wins, as it did', () => {
    const till = makeTill(null, env);
    const problems = till.take();
    expect(till.settings()).toMatchObject({ host: '0.0.0.0', port: 8085 });
    expect(till.token()).toBe('from-python');
    expect(problems.map(({ code }) => code)).toEqual(['PYTHON_SETTINGS_TAKEN', 'INSTALL_OPTION_REFUSED']);
    expect(JSON.stringify(problems)).not.toContain('from-python');
    expect(existsSync(till.pythonFile)).toBe(false);
  });

  it('loses to what the technician has given for this roll-out', () => {
    const till = makeTill('port=9090\r\ntoken=new-token\r\n', env);
    till.take();
    expect(till.settings()).toMatchObject({ host: '0.0.0.0', port: 9090 });
    expect(till.token()).toBe('new-token');
  });

  it('changes nothing on a till that has settings already', () => {
    const till = makeTill(null, env);
    writeFileSync(join(till.dataDir, 'settings.json'), '{"port":8081}');
    expect(till.take()).toEqual([]);
    expect(JSON.parse(readFileSync(join(till.dataDir, 'settings.json'), 'utf8'))).toEqual({ port: 8081 });
    expect(existsSync(till.pythonFile)).toBe(false);
  });

  it.each([
    ['settings that cannot be read', 'settings.json', '{"port":'],
    ['settings of which the last good copy is left', 'settings.last-good.json', '{"port":8081}'],
    ['a token in the key ring', 'token.sealed', 'c2VhbGVk'],
  ])('changes nothing on a till with %s', (_name, name, content) => {
    const till = makeTill(null, env);
    writeFileSync(join(till.dataDir, name), content);
    const { notices } = readStartSettings({ ...till, tokenStore: createFileTokenStore(till.dataDir) });
    expect(notices).toEqual([]);
    expect(existsSync(join(till.dataDir, 'token'))).toBe(false);
  });

  it('without any line of the agent gives nothing', () => {
    const till = makeTill(null, '# FeeMaisonPrinter\r\nSMARTPOS_PYTHON_ARGUMENTS=-m app.services.printer_agent\r\n');
    expect(till.take()).toEqual([]);
  });

  it.each([
    [
      '-m app.services.printer_agent --host=0.0.0.0 --token "a b"',
      "PRINTER_AGENT_HOST='0.0.0.0'\nPRINTER_AGENT_TOKEN='a b'",
    ],
    ['--token %PRINTER_AGENT_TOKEN% --port', ''],
    ['', ''],
  ])('its command line %j', (line, wanted) => {
    expect(parsePythonArguments(line)).toBe(wanted);
  });
});
