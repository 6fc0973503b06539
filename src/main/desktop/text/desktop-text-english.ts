import { counted, type DesktopText } from './desktop-words.ts';

export const english: DesktopText = {
  language: 'en',
  notice: 'Something needs a look: open the window.',
  direction: 'ltr',
  state: {
    starting: 'Starting…',
    ready: 'The printer is ready.',
    printing: 'Printing.',
    paused: 'Printing is paused: tickets wait.',
    disabled: 'Printing is turned off in the settings.',
    virtual: 'No printer chosen: tickets are only drawn, nothing comes out on paper.',
    offline: 'The printer does not answer: check that it is on and plugged in.',
    stopped: 'Stopped: nothing is printed. Open the window to see what to do.',
  },
  reason: {
    'media-empty': 'No paper: put in a new roll, printing goes on by itself.',
    'cover-open': 'Cover open: close it, printing goes on by itself.',
    'cutter-error': 'Cutter jammed: turn the printer off, free the paper, turn it on.',
    overheated: 'Print head too hot: wait a moment, printing goes on by itself.',
    other: 'The printer has stopped: check the paper and the cover.',
    'media-low': 'Paper runs out soon: have a roll ready.',
  },
  waiting: (count) => counted(count, '1 ticket waits.', '# tickets wait.'),
  uncertain: (count) =>
    counted(count, '1 ticket needs a look: did it come out?', '# tickets need a look: did they come out?'),
  menu: {
    test: 'Print a test',
    drawer: 'Open the drawer',
    open: 'Open the window',
    pause: 'Pause printing',
    resume: 'Resume printing',
    retry: 'Try again now',
    quit: 'Quit',
  },
  notify: {
    blocked: 'The printer is waiting',
    offline: 'Printer not found',
    uncertain: (count) => counted(count, 'A ticket needs a look', '# tickets need a look'),
    uncertainBody: (order) =>
      `${order === null ? 'A ticket' : `The ticket of order ${order}`} may have come out. Look at the paper, then click here.`,
    stopped: 'SmartPOS Agent no longer prints',
    failedCall: 'That could not be done',
  },
  quit: {
    question: (count) => counted(count, 'Quit while a ticket waits?', 'Quit while # tickets wait?'),
    detail: 'They are kept and come out at the next start, except requests that are too old.',
    confirm: 'Quit',
    cancel: 'Do not quit',
  },
  port: {
    taken: (port, owner) => `Port ${port} is taken by ${owner ?? 'another program'}.`,
    refused: (port) => `The system refuses port ${port}: it keeps it for itself.`,
    stopIt: 'Stop that program: the agent starts by itself.',
    choose: (free) => `You can also take port ${free}, which is free.`,
    tellErp: (free) =>
      `If you take port ${free}, tell the ERP, too (PRINTER_AGENT_PORT=${free}): else it no longer finds this till.`,
    fixed: (where) =>
      `You can also change the port where it is set: ${where === '--port' ? 'the option --port of the command or shortcut that starts the agent' : 'the environment variable PRINTER_AGENT_PORT'}.`,
    use: (free) => `Use port ${free}`,
  },
  stopped: {
    title: 'The agent does not print',
    starting: 'The agent is starting…',
    kept: 'Tickets already accepted are kept on the disk: nothing is lost.',
    retrying: 'It tries again by itself every few seconds.',
    retry: 'Try again now',
    folder: 'Open the folder of settings and logs',
    quit: 'Quit',
    code: 'Code for support:',
  },
};
