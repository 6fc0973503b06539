import { describe, expect, it } from 'vitest';
import { readCommandLine } from '../../src/main/cli/command-line.ts';

const all = ['--host=h', '--port=1', '--token=t', '--data-dir=d', '--printer=p', '--columns=32', '--log-level=debug'];
const allFlags = {
  host: 'h',
  port: '1',
  token: 't',
  'data-dir': 'd',
  printer: 'p',
  columns: '32',
  'log-level': 'debug',
};
const run = (flags = {}) => ({ name: 'run', flags });
const desktop = (flags = {}, hidden = false) => ({ name: 'desktop', flags, wrongOption: null, hidden });
const wrong = (message: string): object => expect.objectContaining({ code: 'INVALID_ARGUMENT', message });
/** Without a window: one line on stderr and exit 2. */
const refused = (message: string) => ({ name: 'refused', error: wrong(message) });
/** The tray application starts, and says it in its window. */
const saidInTheWindow = (message: string, hidden = false) => ({
  ...desktop({}, hidden),
  wrongOption: wrong(message),
});
const unknownOption = (name: string) => refused(`Option inconnue ${name}. Voir smartpos-agent --help.`);
const unknownWord = (words: string) => refused(`Commande inconnue « ${words} ». Voir smartpos-agent --help.`);
const needsValue = (name: string) => refused(`L'option ${name} a besoin d'une valeur. Voir smartpos-agent --help.`);
const needsValueInWindow = (name: string, hidden = false) =>
  saidInTheWindow(`L'option ${name} a besoin d'une valeur.`, hidden);
const graceAlone = refused("--grace-hours ne va qu'avec « smartpos-agent token rotate ».");

/** What plain Node and the packed application make of the same words. */
const table: [args: string[], node: object, electron: object][] = [
  [[], run(), desktop()],
  [all, run(allFlags), desktop(allFlags)],
  [all.flatMap((word) => word.split('=')), run(allFlags), desktop(allFlags)],
  // Commands: without a window in both, wherever the word stands.
  [['--help'], { name: 'help' }, { name: 'help' }],
  [['-h'], { name: 'help' }, { name: 'help' }],
  [['--port', '80', '--help', 'rubbish'], { name: 'help' }, { name: 'help' }],
  [['--help', '--version'], { name: 'help' }, { name: 'help' }],
  [['--help=yes'], refused("L'option --help ne prend pas de valeur."), desktop()],
  [['--help', '--colour'], unknownOption('--colour'), unknownOption('--colour')],
  [['--version'], { name: 'version' }, { name: 'version' }],
  [['--version', 'token', 'show'], { name: 'version' }, { name: 'version' }],
  [['printers'], { name: 'printers' }, { name: 'printers' }],
  [['printers', 'all'], unknownWord('printers all'), unknownWord('printers all')],
  [['token', 'show'], { name: 'token', action: 'show', flags: {} }, { name: 'token', action: 'show', flags: {} }],
  [
    ['token', 'rotate', '--data-dir', 'd', '--grace-hours', '2'],
    { name: 'token', action: 'rotate', flags: { 'data-dir': 'd', 'grace-hours': '2' } },
    { name: 'token', action: 'rotate', flags: { 'data-dir': 'd', 'grace-hours': '2' } },
  ],
  [['token'], unknownWord('token'), unknownWord('token')],
  [['token', 'delete'], unknownWord('token delete'), unknownWord('token delete')],
  [['token', 'show', 'all'], unknownWord('token show all'), unknownWord('token show all')],
  [['service', 'install'], { name: 'service', action: 'install' }, { name: 'service', action: 'install' }],
  [['service', 'remove'], { name: 'service', action: 'remove' }, { name: 'service', action: 'remove' }],
  [['service', 'status'], { name: 'service', action: 'status' }, { name: 'service', action: 'status' }],
  [['service', 'restart'], unknownWord('service restart'), unknownWord('service restart')],
  [['--self-test'], { name: 'self-test', flags: {} }, { name: 'self-test', flags: {} }],
  [
    ['--self-test', 'token', 'show'],
    { name: 'token', action: 'show', flags: {} },
    { name: 'token', action: 'show', flags: {} },
  ],
  [['--service'], run(), run()],
  [['--service', '--port=1'], run({ port: '1' }), run({ port: '1' })],
  [['--service=yes'], refused("L'option --service ne prend pas de valeur."), desktop()],
  [['--grace-hours', '24'], graceAlone, desktop()],
  [['--service', '--grace-hours', '24'], graceAlone, graceAlone],
  [['token', 'show', '--grace-hours', '24'], graceAlone, graceAlone],
  // Of the tray application alone.
  [['--hidden'], unknownOption('--hidden'), desktop({}, true)],
  [['--updated'], unknownOption('--updated'), desktop({}, true)],
  [['--hidden', '--port', '80'], unknownOption('--hidden'), desktop({ port: '80' }, true)],
  [['--hidden=yes'], unknownOption('--hidden'), desktop()],
  [['--', '--hidden'], unknownWord('--hidden'), desktop({}, true)],
  [['--service', '--hidden'], unknownOption('--hidden'), unknownOption('--hidden')],
  [['--updated', 'printers'], unknownOption('--updated'), unknownOption('--updated')],
  // Other programs' switches.
  [['--no-sandbox'], unknownOption('--no-sandbox'), desktop()],
  [['--ozone-platform=headless'], unknownOption('--ozone-platform'), desktop()],
  [['--lang=fr', '--force-device-scale-factor', '2', '-x'], unknownOption('--lang'), desktop()],
  [
    ['--no-sandbox', '--remote-debugging-port=0', '--port', '8090', '--hidden', 'file:///a.pdf', '--printer=usb'],
    unknownOption('--no-sandbox'),
    desktop({ port: '8090', printer: 'usb' }, true),
  ],
  [
    ['--service', '--ozone-platform=headless', '--no-sandbox', '--disable-gpu', '--data-dir', '/var/lib/x'],
    unknownOption('--ozone-platform'),
    run({ 'data-dir': '/var/lib/x' }),
  ],
  [
    ['--ozone-platform', '--enable-logging', '--enable-logging=file', '--remote-debugging-pipe', 'printers'],
    unknownOption('--ozone-platform'),
    { name: 'printers' },
  ],
  [['--service', '--ozone-platform', 'headless'], unknownOption('--ozone-platform'), unknownWord('headless')],
  [['--service', '--no-sandbox=1'], unknownOption('--no-sandbox'), unknownOption('--no-sandbox')],
  [['--service', '--lang=fr'], unknownOption('--lang'), unknownOption('--lang')],
  // Values.
  [['--port'], needsValue('--port'), needsValueInWindow('--port')],
  [['--service', '--port'], needsValue('--port'), needsValue('--port')],
  [['--service', '--port', '--columns', '32'], needsValue('--port'), needsValue('--port')],
  [['--service', '--port', '--no-sandbox'], needsValue('--port'), needsValue('--port')],
  [['--port', '--columns', '32'], needsValue('--port'), desktop({ port: '--columns' })],
  [['--port', '--hidden'], needsValue('--port'), desktop({ port: '--hidden' }, true)],
  [['--hidden', '--port'], unknownOption('--hidden'), needsValueInWindow('--port', true)],
  [['--port='], run({ port: '' }), desktop({ port: '' })],
  [['--port', '-1'], needsValue('--port'), desktop({ port: '-1' })],
  [['--port=-1'], run({ port: '-1' }), desktop({ port: '-1' })],
  [['--port', '80', '--port=81'], run({ port: '81' }), desktop({ port: '81' })],
  [['--port=80', '--port'], needsValue('--port'), needsValueInWindow('--port')],
  [
    ['--data-dir', '/a folder/with spaces'],
    run({ 'data-dir': '/a folder/with spaces' }),
    desktop({ 'data-dir': '/a folder/with spaces' }),
  ],
  [['--data-dir=/a folder'], run({ 'data-dir': '/a folder' }), desktop({ 'data-dir': '/a folder' })],
  [['--data-dir='], run({ 'data-dir': '' }), desktop({ 'data-dir': '' })],
  [['--data-dir', 'd', '--token'], needsValue('--token'), needsValueInWindow('--token')],
  // A word of a command is none where it stands as a value.
  [['--printer', 'printers'], run({ printer: 'printers' }), desktop({ printer: 'printers' })],
  [['--data-dir', 'token', '--hidden'], unknownOption('--hidden'), desktop({ 'data-dir': 'token' }, true)],
  [['--printer', 'usb', 'printers'], { name: 'printers' }, { name: 'printers' }],
  [['--colour', 'blue'], unknownOption('--colour'), desktop()],
  [['start'], unknownWord('start'), desktop()],
  [['-x'], unknownOption('-x'), desktop()],
  [['-hx'], unknownOption('-x'), desktop()],
];

describe('the command line', () => {
  it.each(table)('%j', (args, node, electron) => {
    expect(readCommandLine(args, 'node')).toEqual(node);
    expect(readCommandLine(args, 'electron')).toEqual(electron);
  });
});

describe('a token is never repeated in what is said of a wrong option', () => {
  it.each([
    ['--token=geheim', '--token'],
    ['--token', 'geheim', '--colour'],
    ['--token=geheim', '--port'],
    ['--token', '-geheim'],
    ['--token', '--geheim'],
    ['--token=geheim', 'start'],
    ['--service', '--token=geheim', '--help=yes'],
    ['--tokens=geheim'],
    ['--token=geheim', '--hidden'],
  ])('%j', (...args) => {
    const node = readCommandLine(args, 'node');
    if (node.name !== 'refused') expect.fail('nothing is wrong with it');
    expect(node.error.message).not.toContain('geheim');
    const electron = readCommandLine(args, 'electron');
    if (electron.name === 'refused') expect(electron.error.message).not.toContain('geheim');
    if (electron.name === 'desktop') expect(electron.wrongOption?.message ?? '').not.toContain('geheim');
  });
});
