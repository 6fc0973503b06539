import type { DrawerPosition, PrinterCondition, PrinterReason } from '../../../shared/printer-state.ts';
import { AgentError } from '../../base/errors.ts';
import type { LinkKind } from '../transport/link.ts';

/** The answer byte to each `DLE EOT n` that was asked; a missing or malformed one says nothing. */
export interface StatusAnswers {
  1?: number;
  2?: number;
  3?: number;
  4?: number;
}

/** The printer calls itself offline and gives no reason; some do so and print (python-escpos#434). */
export const saysOffline = {
  code: 'PRINTER_SAYS_OFFLINE',
  message:
    "L'imprimante se dit hors ligne : vérifiez le papier et le capot, puis éteignez-la et rallumez-la. Si elle imprime quand même, décochez « Demander son état à l'imprimante » dans les réglages, rubrique Imprimante.",
};

export interface StatusOptions {
  /** Whether pin 3 is high while the drawer is open: it differs by drawer. Undefined: not calibrated. */
  drawerOpenWhenHigh?: boolean;
}

export interface PrinterStatus {
  /** The printer prints nothing until somebody (or time) has removed the reasons. */
  blocked: boolean;
  reasons: PrinterReason[];
  drawer: DrawerPosition;
  /** It only calls itself offline: of all causes it names none. */
  isBareOffline?: true;
}

/** Reads the answers to `DLE EOT n` (bits: Epson's ESC/POS reference). Never throws. */
export function interpretStatusAnswers(answers: StatusAnswers, options: StatusOptions = {}): PrinterStatus {
  const has = (n: keyof StatusAnswers, mask: number) => ((validAnswer(answers[n]) ?? 0) & mask) !== 0;
  const paperEnd = has(2, 0x20) || has(4, 0x60);
  const [offline, error, unrecoverable] = [has(1, 0x08), has(2, 0x40), has(3, 0x20)];
  const reasons: PrinterReason[] = [];
  if (has(2, 0x04)) reasons.push('cover-open');
  if (paperEnd) reasons.push('media-empty');
  if (has(3, 0x08)) reasons.push('cutter-error');
  if (has(3, 0x40)) reasons.push('overheated');
  // Offline or in error, and none of the causes that have a name.
  if (unrecoverable || ((offline || error) && reasons.length === 0)) reasons.push('other');
  const blocked = reasons.length > 0;
  const isBareOffline = offline && !error && !unrecoverable && reasons.join() === 'other';
  const isPaperLow = has(4, 0x0c);
  if (isPaperLow && !paperEnd) reasons.push('media-low');
  const drawerHigh = validAnswer(answers[1]) === undefined ? undefined : has(1, 0x04);
  return {
    blocked,
    reasons,
    ...(isBareOffline && { isBareOffline }),
    drawer: interpretDrawer(drawerHigh, options.drawerOpenWhenHigh),
  };
}

function validAnswer(byte: number | undefined): number | undefined {
  return byte !== undefined && (byte & 0x93) === 0x12 ? byte : undefined;
}

function interpretDrawer(high: boolean | undefined, openWhenHigh: boolean | undefined): DrawerPosition {
  if (high === undefined || openWhenHigh === undefined) return 'unknown';
  return high === openWhenHigh ? 'open' : 'closed';
}

export interface PrinterDescription {
  /** Stable, for programs. */
  code: string;
  /** A French sentence that says what to do. */
  message: string;
}

/** Most pressing first: with the cover open the other sensors mean little. */
const pressingReasons: [PrinterReason, PrinterDescription][] = [
  ['cover-open', { code: 'COVER_OPEN', message: "Capot ouvert : refermez-le, l'impression reprendra toute seule." }],
  [
    'media-empty',
    { code: 'PAPER_OUT', message: "Plus de papier : mettez un rouleau neuf, l'impression reprendra toute seule." },
  ],
  [
    'cutter-error',
    {
      code: 'CUTTER_ERROR',
      message: "Massicot bloqué : éteignez l'imprimante, retirez le papier coincé, puis rallumez-la.",
    },
  ],
  [
    'overheated',
    {
      code: 'OVERHEATED',
      message: "Tête d'impression trop chaude : attendez quelques minutes, l'impression reprendra toute seule.",
    },
  ],
  [
    'other',
    {
      code: 'PRINTER_ERROR',
      message: "L'imprimante signale un défaut : vérifiez le papier et le capot, puis éteignez-la et rallumez-la.",
    },
  ],
];

const paperLow: PrinterDescription = {
  code: 'PAPER_LOW',
  message: 'Bientôt plus de papier : préparez un rouleau neuf.',
};

export interface DescriptionContext {
  /** Decides what to check when the printer does not answer. */
  kind?: LinkKind;
}

/** The words for a printer's state. `reasons` count while it is `blocked` (all) or `ready` (`media-low`). */
export function describePrinterState(
  condition: PrinterCondition,
  reasons: readonly PrinterReason[],
  context: DescriptionContext = {},
): PrinterDescription {
  switch (condition) {
    case 'ready':
      return reasons.includes('media-low') ? paperLow : { code: 'PRINTER_READY', message: "L'imprimante est prête." };
    case 'busy':
      return { code: 'PRINTER_BUSY', message: 'Impression en cours.' };
    case 'blocked':
      return describeBlocked(reasons);
    case 'offline':
      return { code: 'PRINTER_OFFLINE', message: describeOffline(context.kind) };
    case 'disabled':
      return {
        code: 'PRINTER_DISABLED',
        message: "L'impression est désactivée : activez-la dans la rubrique Imprimante.",
      };
    case 'virtual':
      return {
        code: 'NO_PRINTER_CHOSEN',
        message:
          'Aucune imprimante choisie : les tickets sont seulement dessinés, rien ne sort sur papier. Choisissez-la dans la rubrique Imprimante.',
      };
  }
}

function describeBlocked(reasons: readonly PrinterReason[]): PrinterDescription {
  if (reasons.includes('cover-open') && reasons.includes('media-empty')) {
    return {
      code: 'COVER_OPEN',
      message: "Capot ouvert : vérifiez qu'il y a du papier et refermez-le, l'impression reprendra toute seule.",
    };
  }
  for (const [reason, description] of pressingReasons) {
    if (reasons.includes(reason)) return description;
  }
  return { code: 'PRINTER_ERROR', message: "L'imprimante s'est arrêtée : vérifiez le papier et le capot." };
}

function describeOffline(kind: LinkKind | undefined): string {
  const link = kind === 'tcp' ? 'branchée au réseau' : 'branchée en USB';
  if (kind === 'usb' || kind === 'tcp') {
    return `L'imprimante ne répond pas : vérifiez qu'elle est allumée et ${link}.`;
  }
  return "L'imprimante ne répond pas : vérifiez qu'elle est allumée et que son câble est branché.";
}

/** It used to talk: it is off or hung behind a link that still stands (a print server, a USB hub). */
export const notAnswering = () =>
  new AgentError(
    'PRINTER_NOT_ANSWERING',
    "L'imprimante ne répond plus : vérifiez qu'elle est allumée, sinon éteignez-la et rallumez-la.",
  );

/** Its fence says so, and it has no other way. */
export const noPaper = () =>
  new AgentError('PAPER_OUT', "Plus de papier : mettez un rouleau neuf, l'impression reprendra toute seule.");

export const notConfirming = () =>
  new AgentError(
    'PRINTER_NOT_CONFIRMING',
    "L'imprimante ne confirme plus ce qu'elle imprime, les tickets attendent : éteignez-la et rallumez-la. Si elle a été remplacée, dites-le dans la fenêtre de l'agent.",
  );
