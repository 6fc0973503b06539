import type { Receipt } from './receipt.ts';

/** No paper moves: one pulse. */
export function layoutDrawer(): Receipt {
  return { elements: [{ type: 'drawer' }] };
}
