/** The agent's codes in English: what happened, and what to do. */
export const englishProblems = {
  AGENT_UNREACHABLE: 'The agent does not answer: check that SmartPOS Agent is running, then try again.',
  WINDOW_ERROR: 'This window met an error: reopen it.',
  AGENT_STOPPED: 'The agent has stopped: restart SmartPOS Agent.',
  UNAUTHORIZED: 'This token is refused: check it, without spaces or line breaks.',
  UI_LOGIN_NEEDED: 'Sign in with the token.',

  PRINTER_READY: 'The printer is ready.',
  PRINTER_PRINTING: 'Printing.',
  PRINTER_BUSY: 'Another program is using the printer: close it, printing will go on by itself.',
  PAPER_OUT: 'Out of paper: put in a new roll, printing will go on by itself.',
  PAPER_LOW: 'Paper is running low: have a new roll ready.',
  COVER_OPEN: 'Cover open: check the paper and close it, printing will go on by itself.',
  CUTTER_ERROR: 'Cutter jammed: switch the printer off, remove the stuck paper, then switch it on again.',
  OVERHEATED: 'Print head too hot: wait a few minutes, printing will go on by itself.',
  PRINTER_ERROR: 'The printer reports a fault: check paper and cover, then switch it off and on again.',
  PRINTER_OFFLINE: 'The printer does not answer: check that it is switched on and that its cable is plugged in.',
  NO_PRINTER_CHOSEN:
    'No printer chosen: tickets are only drawn, nothing comes out on paper and no drawer opens. Choose one in the Printer panel.',
  PRINTER_DISABLED: 'Printing is off: turn it on in the Printer panel.',
  PRINTER_SILENT:
    'This printer answers no question: tickets are sent to it, but the agent knows neither whether they come out nor whether paper is left.',
  PRINTER_SAYS_OFFLINE:
    'The printer calls itself offline: check paper and cover, then switch it off and on again. If it prints all the same, untick “Ask the printer for its state” in the Printer panel.',
  PRINTER_NOT_CONFIRMING:
    'The printer no longer confirms what it prints, tickets wait: switch it off and on again. If it was replaced, say so in the agent’s window.',
  PRINTER_NOT_ANSWERING: 'The printer no longer answers: check that it is on, else switch it off and on again.',
  NOT_A_PRINTER:
    'Whatever answers in the printer’s place does not speak like a receipt printer: check its address in the Printer panel and its cable, else switch it off and on again.',
  PRINTER_STALLED: 'The printer takes nothing more: check paper and cover, printing will go on by itself.',
  PRINTER_HUNG:
    'The USB driver hung and is being restarted: if it happens again, unplug the printer and plug it back in.',
  DRIVER_STOPPED:
    'The printer driver stopped and restarts by itself: if it happens again, unplug the printer and plug it back in.',
  PRINTER_PERMISSION: 'This computer denies access to the printer: the technician must allow it.',
  PRINTER_UNSUPPORTED: 'This printer cannot be used this way: choose another in the Printer panel.',
  PRINTER_NOT_FOUND: 'No printer found: switch it on and plug its cable in.',
  PRINTER_AMBIGUOUS: 'Several printers are plugged in: choose one in the Printer panel.',
  PRINTER_LISTING_FAILED: 'The system did not list its printers: try again, or restart the computer.',
  PRINT_CANCELLED: 'The job was cancelled in the Windows print queue.',
  PAPER_NOT_SAVED: 'The built-in printer could not save its paper: check the disk.',
  WRITE_ABORTED: 'Sending to the printer was interrupted.',
  TRANSPORT_MISUSE: 'Internal fault of the printer driver: report it to support.',

  NOT_CONFIRMED: 'The printer did not confirm this ticket: see whether it came out, then confirm it or print it again.',
  PAPER_ENDED: 'The paper ran out in this ticket: see whether it came out whole, then confirm it or print it again.',
  NOT_TAKEN:
    'The printer cut the connection before it had read everything (another till may be using it): see whether the ticket came out, then confirm it or print it again.',
  INTERRUPTED:
    'The agent stopped during this print: see whether the ticket came out, then confirm it or print it again.',
  TICKET_EXPIRED: 'The printer was not ready in time: this ticket did not come out. Print it from the journal.',
  DRAWER_EXPIRED: 'The drawer could not open in time: the request was dropped. Use the key or ask again.',
  ENCODING_FAILED: 'This document could not be laid out: report it to support.',
  BARCODE_INVALID: 'A barcode of this document cannot be printed: report it to support.',
  QR_TOO_LONG: 'The QR code of this document is too long to be printed.',
  DRAWING_UNAVAILABLE: 'Text cannot be drawn on this machine: install SmartPOS Agent again.',

  JOB_NOT_FOUND: 'This job is no longer in the journal.',
  JOB_LOST:
    'This request was accepted before, but its job is no longer in the journal: look whether the ticket came out before you ask again.',
  JOB_STATE_CONFLICT: 'No longer possible: this job has changed in the meantime.',
  ORDER_NOT_FOUND: 'No ticket of this order in the journal.',
  QUEUE_FULL: 'Too many jobs are waiting already: check the printer, then try again.',
  STORAGE_UNAVAILABLE:
    'The till’s journal cannot be written: nothing was accepted. The technician finds the cause in the agent’s own sentence.',
  STOPPING: 'The agent is stopping: the request was not accepted.',
  INTERNAL_ERROR: 'The agent could not do this: try again, then send the diagnostics to support.',
  UNKNOWN_CALL: 'This window and the agent are not of the same version: reopen the window.',
  NOT_AVAILABLE_HERE: 'The agent runs as a service: the system starts it.',
  TOO_MANY_STREAMS: 'Too many screens follow the agent already: close one.',
  ORIGIN_FORBIDDEN: 'This page may not call the agent: open it at the agent’s own address.',
  BODY_TOO_LARGE: 'This is too large for the agent.',
  REQUEST_TIMEOUT: 'The request did not arrive in time: try again.',

  INVALID_ARGUMENT: 'The agent does not accept this value.',
  INVALID_BODY: 'The agent does not accept this request.',
  INVALID_FIELD: 'A field has a wrong value.',
  INVALID_NUMBER: 'A number is wrong.',
  INVALID_AMOUNT: 'The amount is wrong.',
  INVALID_QUERY: 'This search cannot be read: check the dates and amounts.',
  INVALID_SETTING: 'One of the settings is wrong: nothing was saved.',
  INVALID_PRINTER: 'This printer address cannot be read: choose the printer from the list.',
  INVALID_TOKEN:
    'This token cannot be used: 1 to 512 plain characters without spaces, and not one from a documentation.',
  INVALID_LOGO: 'This logo cannot be used: choose a PNG or JPEG picture of 1 MB at most.',
  LOGO_UNREADABLE: 'The logo cannot be read: tickets are printed without it. Choose another picture in the Shop panel.',
  INVALID_ENV_FILE: 'No PRINTER_… line in this file: choose the .env of the old print agent.',
  SETTING_FIXED: 'Set by a launch option or an environment variable: change it there.',
  SETTINGS_NOT_SAVED: 'The settings could not be saved: nothing has changed. Try again once the disk can be written.',
  SETTINGS_LOST:
    'The settings file was lost or cannot be read, and no copy serves: nothing is printed, tickets wait. Choose the printer in the Printer panel, and check the network and the shop.',
  SETTINGS_DEFAULTS:
    'The settings file was lost or cannot be read, and no copy serves. The printer is the option’s, the rest is default: check the printer model, the network and the shop.',
  SETTINGS_RESTORED:
    'The settings file was lost, damaged or wrong: the last good settings are used. Check the printer, the network and the shop.',
  JOURNAL_SET_ASIDE:
    'The journal could not be read: it was set aside and a new one begun. Tickets that waited will not come out: check them in the ERP.',
  AGENT_WAS_STOPPED: 'The agent was stopped for a while: what the ERP asked for meanwhile did not arrive.',
  AGENT_WAS_CUT:
    'The agent was cut off and started again: what the ERP asked for meanwhile did not arrive. Check it in the ERP.',
  AGENT_AWAY_UNKNOWN:
    'The agent was stopped, nobody knows for how long: what the ERP asked for meanwhile did not arrive. Check the till’s date and time.',
  DRAWER_OPENED_OFTEN:
    'The cash drawer was asked for more than 30 times within a minute: see in the journal who asked for it.',
  JOURNAL_SALVAGED:
    'The journal was damaged: what could be read goes on in a new one, the old one is kept. Some tickets may be missing or already printed: check them in the window and in the ERP.',
  JOURNAL_LOST:
    'The journal is gone and a new one was begun: what waited is not known any more. Check the last tickets in the ERP.',
  JOURNAL_DAMAGED:
    'The journal was damaged while this ticket waited: see whether it came out, then confirm it or print it again.',
  EMPTY_VALUE: 'No value on this line.',
  NOT_FOR_THE_TILL: 'The till does not need this line.',

  PORT_IN_USE: 'Another program uses this port already: stop it or choose another port.',
  PORT_FORBIDDEN: 'The system refuses this port: choose one above 1024.',
  PORT_TAKEN: 'Another program answers on this port: stop it, or choose another port here and in the ERP.',
  PORT_FALLBACK:
    'The wished port is taken: meanwhile the agent listens on another. Stop the other program or change the port.',
  PORT_CHANGED:
    'The agent listens on another port now, as a program had the old one. The ERP does not know it yet: give it the new port (Connection).',
  ADDRESS_UNAVAILABLE: 'This address does not exist on this machine: choose another.',
  LISTENING: 'The agent answers.',
  NO_ANSWER: 'The agent does not answer: restart it.',
  NOTHING_LISTENS: 'Nothing answers at this address: restart the agent.',
  NETWORK_OFF: 'The agent answers this machine only: an ERP elsewhere cannot call it, except through a tunnel.',
  OWN_ADDRESS: 'This address is one of this machine’s.',
  WRONG_INTERFACE: 'This address is no longer this machine’s: choose another, or all networks.',
  NO_NETWORK: 'This machine has no network address: plug in the cable or connect the Wi-Fi.',
  REACHABLE: 'The agent answers. If the ERP cannot reach it, look in between: firewall, router, VPN.',
  FIREWALL_SUSPECTED:
    'This address does not answer while the agent does: a firewall probably blocks it. Allow SmartPOS Agent in it.',
  CALLERS_REFUSED:
    'A caller uses a wrong token: see who it is in the Connection panel. If it is the ERP, give it this till’s token.',
  CALLERS_WITHOUT_TOKEN:
    'A caller shows no token: see who it is in the Connection panel. If it is the ERP, give it this till’s token.',
  CONNECTION_NOT_ACCEPTED:
    'A call could not be received. If this happens again, close other programs or restart the till.',
  JOURNAL_NOT_KEPT:
    'The journal of the version before could not be kept apart. Nothing is lost: all of it is in the new one.',
  LOG_NOT_WRITTEN:
    'The agent prints, but cannot write its log files: check the disk and the rights of the data folder.',
  TOKEN_ACCEPTED: 'The token is accepted. The ERP must send the same.',
  TOKEN_REFUSED: 'This agent’s token is refused: another agent answers here. Stop it, then restart this one.',
  TOKEN_NOT_TRIED: 'The token could not be tried: the agent does not answer.',
  TOKEN_NOT_IN_FILE: 'The token is given by a launch option or a variable: replace it there.',
  TOKEN_NOT_IN_KEYRING: 'This system has no key ring: the token is kept in a file that only your account can read.',
  TOKEN_NOT_SAVED: 'The token could not be saved: check the disk and the rights of the data folder, then try again.',
  TOKEN_SEALED: 'The token is kept by the tray application: open it from there.',
  TOKEN_LOST:
    'The kept token is lost or damaged. The ERP goes on with its own, but the token cannot be shown any more: when it suits you, make a new one (Connection) and copy it to the ERP.',
  TOKEN_UNREADABLE: 'The saved token could not be read: a new one was made. Copy the settings for the ERP.',
  AUTOSTART_PREVENTED: 'The system prevents starting at log-on: allow SmartPOS Agent in its start-up apps.',
  AUTOSTART_NOT_SAVED: 'Starting at log-on could not be set: your account may lack the right.',
  ALREADY_RUNNING: 'Another SmartPOS Agent is running already: stop it first.',
  JOURNAL_TOO_NEW: 'The journal comes from a newer SmartPOS Agent: install that version.',
  DATA_DIR_UNUSABLE: 'The data folder cannot be used: check the rights and the disk.',
  UNKNOWN_SETTINGS: 'The settings file has names that mean nothing to this version: they have no effect.',
  TOO_MANY_LOGINS: 'Too many wrong tokens: wait a minute, then try again.',
  UI_LOCAL_ONLY: 'This window opens on the till itself only.',

  UPDATES_OFF: 'Updates over the network are switched off.',
  UPDATES_UNSUPPORTED: 'Here the new version is installed as this one was.',
  UPDATE_AVAILABLE: 'A new version is available: open “About” to install it, or tell the technician.',
  UPDATE_WAITS: 'The installation waits until everything is printed: it will begin by itself.',
  UPDATE_REFUSED:
    'The installation has not begun: Windows asks for an administrator. The agent goes on with its version.',
  UPDATE_UNREACHABLE:
    'The update server does not answer: check the Internet connection. The agent goes on with its version.',
  UPDATE_NOT_SIGNED:
    'The update that is offered is not signed with the key of the settings: it is not installed. Tell the technician.',
  UPDATE_INVALID: 'The update server has no usable latest.yml: check its address.',
  UPDATE_DOWNLOAD_FAILED: 'The update could not be downloaded: the agent goes on with its version. Try again later.',
  UPDATE_FAILED: 'The update failed: the agent goes on with its version.',
  UPDATE_UNDER_WAY: 'An installation is under way already: wait for its end.',
  NO_PREVIOUS_VERSION: 'No previous version is kept on this till.',
  AUTOSTART_BY_INSTALLER:
    'Set by the installer for every account: change it in “Settings › Apps › Startup” of Windows, or run the installer again.',
  FIREWALL_OTHER_PORT:
    'Windows’ firewall lets another port through than the agent’s: the ERP cannot call it. Run the command below, or the installer again with --port.',
  PYTHON_SETTINGS_TAKEN: 'The old print agent’s settings were taken over at the installation.',
  INSTALL_OPTION_REFUSED: 'An option of the installation was not taken over: set it in its panel.',
};

/** A code that has words in every language but French, whose sentences come with the problem. */
export type ProblemCode = keyof typeof englishProblems;
