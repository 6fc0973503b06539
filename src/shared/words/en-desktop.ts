import type { SamePart } from './catalogue.ts';
import type { frenchDesktop } from './fr-desktop.ts';

export const englishDesktop: SamePart<typeof frenchDesktop, 'one' | 'other'> = {
  'agent.stopping': 'The agent is stopping…',
  'agent.starting': 'The agent is starting…',
  'agent.stopped': 'SmartPOS Agent does not print',

  'tray.notice': 'Something needs a look: open the window.',
  'tray.stopped': 'Stopped: nothing is printed. Open the window to see what to do.',
  'tray.open': 'Open the window',

  'action.retry': 'Try again now',
  'action.quit': 'Quit',

  'notify.doubtful': 'A ticket may have come out. Look at the paper, then click here.',
  'notify.doubtfulOrder': 'The ticket of order {{order}} may have come out. Look at the paper, then click here.',
  'notify.expired': 'The printer was not ready in time. Click here to print what is still of use.',
  'notify.expiredOrder': 'The ticket of order {{order}}: the printer was not ready in time. Click here to print it.',

  'dialog.failed': 'That could not be done',

  'quit.title': 'Quit SmartPOS Agent',
  'quit.question_one': 'Quit while a ticket waits?',
  'quit.question_other': 'Quit while {{shown}} tickets wait?',
  'quit.detail':
    'What waits is kept and comes out at the next start, except drawer openings and requests that are too old.',
  'quit.cancel': 'Do not quit',

  'port.taken': 'Port {{port}} is taken by another program.',
  'port.takenBy': 'Port {{port}} is taken by {{owner}}.',
  'port.refused': 'The system refuses port {{port}}: it keeps it for itself.',
  'port.stopIt': 'Stop that program: the agent starts by itself.',
  'port.choose': 'You can also take port {{free}}, which is free.',
  'port.tellErp': 'If you take port {{free}}, tell the ERP, too ({{setting}}): else it no longer finds this till.',
  'port.fixed.--port':
    'You can also change the port where it is set: the option --port of the command or shortcut that starts the agent.',
  'port.fixed.PRINTER_AGENT_PORT':
    'You can also change the port where it is set: the environment variable PRINTER_AGENT_PORT.',
  'port.use': 'Use port {{free}}',

  'stopped.kept': 'Tickets already accepted are kept on the disk: nothing is lost.',
  'stopped.retrying': 'It tries again by itself every few seconds.',
  'stopped.folder': 'Open the folder of settings and logs',
  'stopped.code': 'Code for support:',
};
