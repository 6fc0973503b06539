import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { layoutDocument } from '../../src/main/documents/layout-document.ts';
import { parseTicket } from '../../src/main/documents/parse-document.ts';
import { shopSettingsSchema } from '../../src/main/documents/shop.ts';
import { drawPreview } from '../../src/main/drawing/paper/render-paper.ts';
import { createTextRasterizer } from '../../src/main/drawing/rasterize-text.ts';
import { encodeReceipt } from '../../src/main/escpos/encode/encode-receipt.ts';
import { generic58 } from '../../src/main/escpos/profiles.ts';
import type { JobSummary, Picture, SettingsView } from '../../src/shared/bridge.ts';

/** Pictures as the agent draws them: goldens for jobs, the real layout and encoder for the shop's preview. */
export interface FakePaper {
  ofJob(job: JobSummary): Picture;
  ofShop(shop: SettingsView['shop']): Promise<Picture>;
}

const goldens = {
  ticket: 'direct-sale-32',
  cashout: 'cashout-32',
  test: 'test-page-32',
  drawer: 'no-items-32',
} as const;

export function createFakePaper(): FakePaper {
  const rasterizer = createTextRasterizer();
  return {
    ofJob: ({ kind, reprint_of }) => {
      const name = reprint_of === null ? goldens[kind] : 'duplicata-32';
      return toPicture(readFileSync(join(import.meta.dirname, '..', 'golden', `${name}.png`)));
    },
    ofShop: async (shop) => {
      const parsed = parseTicket({
        order_id: 42,
        customer_name: 'Amine Benali',
        items: [{ product_name: 'Baklawa aux amandes', quantity: 2, unit_price: 450 }],
      });
      if (parsed.kind !== 'ticket') throw new Error('The sample must be a full ticket');
      const receipt = layoutDocument(parsed.document, {
        shop: shopSettingsSchema.parse(shop),
        acceptedAt: new Date('2026-11-22T13:30:00Z'),
        duplicata: null,
        columns: generic58.columns,
        version: '0.1.0',
        printerDescription: 'virtual',
        addresses: [],
      });
      const bytes = encodeReceipt(receipt, generic58, { rasterizer, drawer: { pin: 0, onMs: 50, offMs: 500 } });
      return toPicture(await drawPreview(bytes, generic58));
    },
  };
}

/** PNG's width and height stand at fixed places of its first chunk. */
function toPicture(png: Buffer): Picture {
  return {
    dataUrl: `data:image/png;base64,${png.toString('base64')}`,
    width: png.readUInt32BE(16),
    height: png.readUInt32BE(20),
  };
}
