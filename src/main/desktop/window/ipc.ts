import { clipboard, type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import { type BridgeCallName, bridgeCalls } from '../../../shared/bridge-calls.ts';
import type { Log } from '../../base/log.ts';
import type { WindowApi } from '../../window-api/window-api.ts';
import { answerCall } from './answer-call.ts';
import { uiOrigin } from './ui-protocol.ts';

/** What the window is told; the preload writes it out, as it does each call's channel. */
export const eventChannel = 'smartpos:event';
/** Text for the clipboard, which a sandboxed page cannot reach. */
const copyTextChannel = 'smartpos:copyText';

/** An ERP's settings are a few lines; more is not what a person copies. */
const longestCopy = 100_000;

/**
 * Answers the window, and nobody else: each call's sender must be the top frame of the one window, showing our own page.
 *
 * @param options.windowApi the running agent's, or null
 */
export function answerWindow(options: {
  windowApi: () => WindowApi | null;
  window: () => WebContents | null;
  log: () => Log;
}): void {
  const { windowApi, window, log } = options;

  const isOurs = (event: IpcMainInvokeEvent): boolean => {
    const contents = window();
    const { senderFrame } = event;
    return (
      contents !== null &&
      event.sender === contents &&
      senderFrame !== null &&
      senderFrame === contents.mainFrame &&
      senderFrame.url.startsWith(`${uiOrigin}/`)
    );
  };

  const handle = (channel: string, answer: (argument: unknown) => unknown) => {
    ipcMain.handle(channel, (event, argument: unknown) => {
      if (isOurs(event)) return answer(argument);
      log().error({ channel, url: event.senderFrame?.url }, 'a call from a strange page was refused');
      throw new Error('refused');
    });
  };

  for (const name of Object.keys(bridgeCalls) as BridgeCallName[]) {
    handle(`smartpos:${name}`, (argument) => answerCall(windowApi(), name, argument, log()));
  }
  handle(copyTextChannel, (text) => {
    if (typeof text !== 'string' || text.length > longestCopy) throw new Error('not a text to copy');
    clipboard.writeText(text);
  });
}
