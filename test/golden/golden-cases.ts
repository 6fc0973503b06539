import type { JobDocument } from '../../src/main/documents/document.ts';
import { parseCashout, parseTicket } from '../../src/main/documents/parse-document.ts';
import { type ShopSettings, shopSettingsSchema } from '../../src/main/documents/shop.ts';
import { createTextRasterizer } from '../../src/main/drawing/rasterize-text.ts';
import { createJobEncoder } from '../../src/main/station/encode-job.ts';
import { findProfile } from '../../src/main/escpos/profiles.ts';
import type { PrinterProfile } from '../../src/main/escpos/profile.ts';
import type { Job } from '../../src/main/jobs/job.ts';

/** A receipt whose bytes and picture are kept in this folder, for 32 and 48 columns. */
export interface GoldenCase {
  name: string;
  document: JobDocument;
  duplicata?: boolean;
  shop?: ShopSettings;
}

export const goldenShop = shopSettingsSchema.parse({
  addressLines: ['12, rue Didouche Mourad', '16000 Alger-Centre'],
  phone: '+213 21 63 45 12',
  timeZone: 'Africa/Algiers',
});

/** The same shop, its words in Arabic: the receipt reads from the right. */
const arabicShop: ShopSettings = {
  ...goldenShop,
  name: 'بيت الحلويات',
  tagline: 'حلويات تقليدية',
  thanks: ['شكرا على زيارتكم'],
  currency: 'د.ج',
  locale: 'ar',
};

export const goldenProfiles: PrinterProfile[] = ['generic-58', 'epson-80'].map((id) => {
  const profile = findProfile(id);
  if (profile === undefined) {
    throw new Error(`no profile ${id}`);
  }
  return profile;
});

function ticket(body: Record<string, unknown>): JobDocument {
  const parsed = parseTicket({ order_id: 1042, ...body });
  if (parsed.kind !== 'ticket') {
    throw new Error('a golden case must be a full ticket');
  }
  return parsed.document;
}

const item = (product_name: string, quantity: number, unit_price: number, description: string | null = null) => ({
  product_name,
  quantity,
  unit_price,
  description,
});

const directSale = ticket({
  customer_name: 'Vente directe',
  items: [
    item('Millefeuille', 2, 150),
    item('Éclair au café', 3, 120),
    item('Tarte aux fraises', 1, 1850),
    item('Pain de mie', 0.35, 1850.5),
  ],
  total: 3157.68,
  total_amount: 3157.68,
  employee_name: 'Nadia',
  amount_received: 4000,
  change_amount: 842.32,
});

export const goldenCases: GoldenCase[] = [
  { name: 'direct-sale', document: directSale },
  {
    name: 'delivery',
    document: ticket({
      customer_name: 'Mohammed-Amine Benabdelkader-Ould Sidi Boumediene',
      customer_phone: '+213 550 12 34 56',
      customer_address: 'Cité des 1200 logements, bâtiment 14B, 3ᵉ étage, porte 27, Bab Ezzouar, 16042 Alger',
      delivery_option: 'Livraison à domicile',
      delivery_cost: 400,
      deliveryman_name: 'Abderrahmane Sid-Ahmed Hadj-Mokhtar',
      deliveryman_phone: '+213 661 98 76 54',
      items: [
        item(
          'Pièce montée de choux caramélisés, nougatine et fruits confits',
          1,
          12500,
          'Inscription : « Bon anniversaire Inès ! » en chocolat blanc',
        ),
        item('Assortiment de gâteaux traditionnels aux amandes et à la fleur d’oranger', 12.5, 2850.75),
        item('Anticonstitutionnellementimprononçablissime', 1234, 999999.99),
      ],
      total: 1234048122.04,
      total_amount: 1234048122.04,
      amount_received: 1234049000,
      change_amount: 477.96,
    }),
  },
  {
    name: 'arabic',
    document: ticket({
      customer_name: 'محمد بن علي',
      customer_phone: '0550 12 34 56',
      customer_address: 'حي 500 مسكن، باب الزوار، الجزائر',
      items: [
        item('بقلاوة باللوز والعسل', 2, 1500),
        item('Baklawa بقلاوة 250 g', 1, 850),
        item('مَقْرُوط بالتّمر (علبة 12 قطعة)', 3, 600, 'بدون سكر'),
        item('Κουραμπιέδες', 1, 300),
        item('Croissant', 4, 60),
      ],
      total: 6190,
      total_amount: 6190,
      amount_received: 6200,
      change_amount: 10,
    }),
  },
  {
    name: 'arabic-shop',
    shop: arabicShop,
    duplicata: true,
    document: ticket({
      customer_name: 'محمد بن علي',
      customer_phone: '+213 550 12 34 56',
      items: [
        item('علبة حلويات 1 500 غ', 2, 15000),
        item('Croissant', 4, 60, 'au beurre'),
        item('خصم وفاء', 1, -1240.5),
      ],
      total_amount: 28999.5,
      delivery_cost: 1200,
      deliveryman_name: 'Karim',
      amount_received: 31000,
      change_amount: 800.5,
    }),
  },
  { name: 'no-items', document: ticket({ customer_name: 'Vente POS', items: [], total_amount: 1500, delivery_cost: 200 }) },
  {
    name: 'discount',
    document: ticket({
      customer_name: 'Inès',
      items: [item('Forêt-noire (8 parts)', 1, 3200), item('Bougies', 10, 15)],
      total_amount: 3000,
      amount_received: 3000,
      change_amount: 0,
    }),
  },
  {
    // Paid in advance: the ERP says 0 received and 0 change when it goes out.
    name: 'prepaid',
    document: ticket({
      customer_name: 'Inès',
      customer_address: '3, rue Larbi Ben M’hidi\r\nAlger',
      deliveryman_name: 'Karim',
      items: [item('Forêt-noire (8 parts)', 1, 3000)],
      total_amount: 3000,
      amount_received: 0,
      change_amount: 0,
    }),
  },
  {
    name: 'half-centime',
    document: ticket({
      customer_name: 'Vente POS',
      items: [item('Pain de mie', 0.35, 1850.5), item('Forêt-noire', 1, 3000)],
      total_amount: 3647.68,
      amount_received: 4000,
      change_amount: 352.325,
    }),
  },
  { name: 'duplicata', document: directSale, duplicata: true },
  {
    name: 'cashout',
    document: parseCashout({
      amount: 152_350.5,
      notes: 'Recette du samedi\nSac n° 17, remis à l’agence BNA Didouche Mourad par Karim',
      employee_name: 'Nadia Aït-Ouarab',
    }).document,
  },
  {
    name: 'debt',
    document: parseCashout({
      amount: 8450,
      notes: 'Paiement dette livreur - Commande #1042 - Abderrahmane Sid-Ahmed',
      employee_name: 'Nadia Aït-Ouarab',
    }).document,
  },
  { name: 'test-page', document: { kind: 'test' } },
];

/** The bytes of a case, through the code that prints. */
export function encodeGolden({ document, duplicata = false, shop = goldenShop }: GoldenCase, profile: PrinterProfile): Uint8Array {
  const encode = createJobEncoder({
    profile,
    shop,
    logo: null,
    version: '1.2.3',
    printerDescription: () => 'tcp://192.168.1.50:9100',
    addresses: () => ['http://192.168.1.20:8080'],
    drawer: { pin: 0, onMs: 50, offMs: 500 },
    rasterizer: createTextRasterizer(),
  });
  const job = {
    document,
    duplicata,
    documentDate: Date.parse('2026-11-22T13:05:00Z'),
    createdAt: Date.parse('2026-11-23T08:30:00Z'),
  };
  return encode(job as Job);
}
