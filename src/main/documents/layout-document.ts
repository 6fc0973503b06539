import type { JobDocument } from './document.ts';
import type { LayoutContext } from './layout-blocks.ts';
import { layoutCashout } from './layout-cashout.ts';
import { layoutCalibrationPage, layoutTestPage } from './layout-test-page.ts';
import { layoutTicket } from './layout-ticket.ts';
import type { Receipt } from './receipt.ts';

/** Any job's paper, the same each time it is laid out: for printing, for a preview, for a reprint. */
export function layoutDocument(document: JobDocument, context: LayoutContext): Receipt {
  switch (document.kind) {
    case 'ticket':
      return layoutTicket(document, context);
    case 'cashout':
      return layoutCashout(document, context);
    case 'test':
      return document.calibration === undefined
        ? layoutTestPage(context)
        : layoutCalibrationPage(document.calibration, context);
    case 'drawer':
      return layoutDrawer();
  }
}

/** No paper moves: one pulse. */
function layoutDrawer(): Receipt {
  return { elements: [{ type: 'drawer' }] };
}
