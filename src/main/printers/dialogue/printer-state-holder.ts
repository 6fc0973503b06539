import type { DrawerPosition, PrinterCondition, PrinterReason, PrinterState } from '../../../shared/printer-state.ts';
import type { Clock } from '../../base/clock.ts';
import type { AgentError } from '../../base/errors.ts';
import type { LinkKind } from '../transport/link.ts';
import type { StatusAnswer } from './ask-status.ts';
import { describePrinterState, saysOffline } from './printer-status.ts';
import { notAPrinter } from './talk-meter.ts';

/** What is known of the printer now; tells each change. */
export interface PrinterStateHolder {
  readonly state: PrinterState;
  /** `isSilent`: this printer has never said anything. */
  setStatus(status: StatusAnswer, isSilent?: boolean): void;
  setBusy(): void;
  setReady(isSilent: boolean): void;
  /** It says so by another way than its status. */
  setNoPaper(): void;
  /** It takes no bytes and does not say why. */
  setStalled(): void;
  setOffline(error: AgentError): void;
  /** It never stops talking: `NOT_A_PRINTER`. */
  setNotAPrinter(): void;
}

interface Knowledge {
  condition: PrinterCondition;
  reasons: PrinterReason[];
  drawer: DrawerPosition;
}

/** What is not known is not called ready without more. */
const silent = {
  code: 'PRINTER_SILENT',
  message:
    "Cette imprimante ne répond à aucune question : les tickets lui sont envoyés, mais l'agent ne sait ni s'ils sortent ni s'il reste du papier.",
};

const stalled = {
  code: 'PRINTER_STALLED',
  message: "L'imprimante n'accepte plus rien : vérifiez le papier et le capot, l'impression reprendra toute seule.",
};

export function createPrinterStateHolder(options: {
  onState: (state: PrinterState) => void;
  clock: Clock;
  enabled: boolean;
  disabledBy?: { code: string; message: string } | undefined;
  kind: LinkKind;
}): PrinterStateHolder {
  const { onState, clock, enabled, disabledBy, kind } = options;
  const describe = (knowledge: Knowledge, text?: { code: string; message: string }): PrinterState => ({
    ...knowledge,
    ...(text ?? describePrinterState(knowledge.condition, knowledge.reasons, { kind })),
    since: new Date(clock.now()).toISOString(),
  });
  let state = describe(
    { condition: enabled ? 'offline' : 'disabled', reasons: [], drawer: 'unknown' },
    enabled ? undefined : disabledBy,
  );

  const set = (knowledge: Knowledge, text?: { code: string; message: string }) => {
    const next = describe(knowledge, text);
    const same =
      next.condition === state.condition &&
      next.code === state.code &&
      next.message === state.message &&
      next.drawer === state.drawer &&
      next.reasons.join() === state.reasons.join();
    if (!same) {
      state = next;
      onState(state);
    }
  };
  /** The built-in printer can always draw, which is not to say that anything can be printed. */
  const able = (condition: 'ready' | 'busy') => (kind === 'virtual' ? 'virtual' : condition);
  const textOf = (isSilent: boolean) => (isSilent && kind !== 'virtual' ? silent : undefined);
  /** While a job goes out, warnings (paper low) stay; what blocked is over. */
  const warnings = () => state.reasons.filter((reason) => reason === 'media-low');

  return {
    get state() {
      return state;
    },
    setStatus: (status, isSilent = false) => {
      if (typeof status === 'string') {
        set({ condition: able('ready'), reasons: [], drawer: 'unknown' }, textOf(isSilent));
      } else {
        const { blocked, reasons, drawer, isBareOffline } = status;
        set(
          { condition: blocked ? 'blocked' : able('ready'), reasons, drawer },
          isBareOffline ? saysOffline : undefined,
        );
      }
    },
    setBusy: () => set({ condition: able('busy'), reasons: warnings(), drawer: state.drawer }),
    setReady: (isSilent) =>
      set({ condition: able('ready'), reasons: warnings(), drawer: state.drawer }, textOf(isSilent)),
    setNoPaper: () => set({ condition: 'blocked', reasons: ['media-empty'], drawer: state.drawer }),
    setStalled: () => set({ condition: 'blocked', reasons: ['other'], drawer: state.drawer }, stalled),
    setNotAPrinter: () => set({ condition: 'blocked', reasons: ['other'], drawer: 'unknown' }, notAPrinter),
    setOffline: ({ code, message }) => set({ condition: 'offline', reasons: [], drawer: 'unknown' }, { code, message }),
  };
}
