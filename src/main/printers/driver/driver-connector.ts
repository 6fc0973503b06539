import { createConnector, LinkEnd } from '../transport/connector.ts';
import type { Connector } from '../transport/link.ts';
import { watchUsbDevices } from '../usb/usb-sysfs.ts';
import { type DriverTimes, defaultDriverTimes } from './driver-life.ts';
import type { DriverPort } from './driver-line.ts';
import { closedError, DriverLink, type DriverOpening, errorOf, explainStopped } from './driver-link.ts';
import { DriverProcess } from './driver-process.ts';
import { type DriverTarget, formatDriverTarget, type OpenedLink, toLinkError } from './driver-protocol.ts';

export interface DriverConnectorOptions {
  startDriver: () => DriverPort;
  target: DriverTarget;
  times?: Partial<DriverTimes>;
}

/** The longest time that the driver may take for an opening, its own time-outs included; then it is ended. */
const openMs = 12_000;

/**
 * A printer that a child process drives, so that a USB stack that hangs or crashes never takes the agent down. Its links
 * behave like those in the child. When the child dies, calls reject with `DRIVER_STOPPED`, a write with what the child
 * had taken (`sureBytes`) and what it had begun to hand to the device (`maybeBytes`); the next `open` starts another
 * child. A child stays for the next link; `end` ends it. Bytes go over in a small window, whatever the size of the receipt.
 */
export function createDriverConnector({ startDriver, target, times }: DriverConnectorOptions): Connector {
  /** Of the link that was opened last, or is being opened. */
  let current: DriverOpening | null = null;
  const driver = new DriverProcess({
    startDriver,
    times: { ...defaultDriverTimes, ...times },
    onLinkEnded: (id, failure) => {
      if (current?.id === id) current.end.come(toLinkError(failure));
    },
    onExit: ({ reason }) => current?.end.come(explainStopped(reason)),
  });
  return createConnector({
    kind: target.kind,
    description: formatDriverTarget(target),
    closed: closedError,
    open: async (signal) => {
      if (!(await driver.start(signal))) throw explainStopped('did not start');
      const { id, outcome } = driver.ask({ type: 'open', target }, { limitMs: openMs, signal });
      // Before the answer: the end of a link may come close behind it, or before.
      const opening = { id, end: new LinkEnd() };
      current = opening;
      const result = await outcome;
      if (result.kind !== 'done') throw errorOf(result);
      return new DriverLink(driver, result.value as OpenedLink, opening);
    },
    watch: (onChange) => (target.kind === 'usb' ? watchUsbDevices(onChange) : () => {}),
    end: () => driver.end(),
  });
}
