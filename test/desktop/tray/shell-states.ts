import type { ShellState } from '../../../src/main/desktop/tray/tray-look.ts';
import { describePrinterState } from '../../../src/main/printers/dialogue/printer-status.ts';
import type { JobSummary, Overview } from '../../../src/shared/bridge.ts';
import type { PrinterState } from '../../../src/shared/printer-state.ts';
import { queueCounts } from '../../fake-bridge/fake-state.ts';

export { queueCounts };

/** With the agent's own code and sentence, unless it is given others. */
export function printerState(change: Partial<PrinterState> = {}): PrinterState {
  const { condition = 'ready', reasons = [] } = change;
  return {
    condition,
    reasons,
    drawer: 'unknown',
    ...describePrinterState(condition, reasons),
    since: '2026-11-22T09:00:00.000+01:00',
    ...change,
  };
}

export function overview(change: Partial<Overview> = {}): Overview {
  return {
    version: '1.0.0',
    printer: printerState(),
    printerDescription: 'virtual',
    paused: false,
    queue: queueCounts(),
    drawnToPrint: 0,
    today: {
      day: '2026-11-22',
      printed: 0,
      drawn: 0,
      drawerOpenings: 0,
      uncertain: 0,
      failed: 0,
      expired: 0,
      drawersExpired: 0,
      medianSecondsToPaper: null,
      byHour: new Array<number>(24).fill(0),
    },
    notices: [],
    welcomeDone: true,
    language: null,
    ...change,
  };
}

export function running(change: Partial<Overview> = {}): ShellState {
  return { name: 'running', overview: overview(change) };
}

export function blocked(
  code: string,
  message: string,
  reason: PrinterState['reasons'][number] = 'media-empty',
): ShellState {
  return running({ printer: printerState({ condition: 'blocked', reasons: [reason], code, message }) });
}

export function job(change: Partial<JobSummary> = {}): JobSummary {
  return {
    id: 'a',
    kind: 'ticket',
    state: 'uncertain',
    order_id: 1042,
    priority: 1,
    created_at: '2026-11-22T09:00:00.000+01:00',
    updated_at: '2026-11-22T09:00:00.000+01:00',
    reprint_of: null,
    error: null,
    decision: null,
    amount: '10.00',
    currency: 'DA',
    source: 'erp',
    source_address: null,
    customer_name: null,
    ...change,
  };
}
