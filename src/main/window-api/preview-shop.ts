import type { Picture } from '../../shared/bridge.ts';
import type { ShopPatch } from '../../shared/bridge-calls.ts';
import type { TicketDocument } from '../documents/document.ts';
import { layoutDocument } from '../documents/layout-document.ts';
import { drawPreview } from '../drawing/paper/render-paper.ts';
import { createTextRasterizer } from '../drawing/rasterize-text.ts';
import { encodeReceipt } from '../escpos/encode/encode-receipt.ts';
import { changeSettings } from '../settings/change-settings.ts';
import { toPicture, type WindowApiOptions } from './window-api-options.ts';

/** What a shop sells: accents, a price by weight, a delivery, and a total that a discount explains. */
const sample: TicketDocument = {
  kind: 'ticket',
  orderId: 1042,
  customerName: 'Amélie Benaïssa',
  customerPhone: '0550 12 34 56',
  customerAddress: '12, rue Didouche Mourad, Alger',
  deliveryOption: 'Livraison à domicile',
  deliveryCost: '400',
  deliverymanName: 'Karim',
  deliverymanPhone: null,
  totalAmount: '4500',
  items: [
    { name: 'Éclair au café', quantity: '2', unitPrice: '150', description: null },
    { name: 'Forêt-noire (8 parts)', quantity: '1', unitPrice: '3200', description: 'Bon anniversaire Inès !' },
    { name: 'Baklawa بقلاوة', quantity: '0.35', unitPrice: '1850', description: null },
  ],
  employeeName: 'Nadia',
  amountReceived: '5000',
  changeAmount: '500',
};

/** Draws a sample ticket with shop settings that are not saved yet. The texts are drawn as the printer in use prints them. */
export function createShopPreview({ agent, settings, clock }: Pick<WindowApiOptions, 'agent' | 'settings' | 'clock'>) {
  // Its canvases are kept: a preview is drawn at each letter that a person types.
  const rasterizer = createTextRasterizer();
  return async (shop: ShopPatch): Promise<Picture> => {
    const { station } = agent;
    const patched = changeSettings(settings.stored, { shop }, { fixed: [], effective: station.settings });
    const receipt = layoutDocument(sample, {
      shop: patched.shop,
      acceptedAt: new Date(clock.now()),
      duplicata: null,
      columns: station.profile.columns,
      ...(station.logo === null ? {} : { logo: station.logo }),
    });
    const bytes = encodeReceipt(receipt, station.profile, { drawer: station.settings.drawer, rasterizer });
    return toPicture(await drawPreview(bytes, station.profile));
  };
}
