/** Seven digits always, so that every request has the same length. */
export const firstOrderId = 1_000_000;

interface SampleWords {
  customer: string;
  address: string;
  deliveryman: string;
  employee: string;
  products: readonly string[];
}

const french: SampleWords = {
  customer: 'Amélie Benaïssa',
  address: '12 rue Didouche Mourad, 2e étage',
  deliveryman: 'Karim Saïdi',
  employee: 'Léa',
  products: [
    'Tarte aux fraises 8 parts',
    'Éclair au café',
    'Mille-feuille vanille',
    'Crème brûlée',
    'Pain de campagne tranché',
    'Forêt-noire 6 personnes',
    'Jus d’orange pressé 25 cl',
    'Macarons assortis, boîte de douze',
  ],
};

const arabic: SampleWords = {
  customer: 'أمينة بن عيسى',
  address: 'شارع ديدوش مراد، الجزائر',
  deliveryman: 'كريم سعيدي',
  employee: 'ليلى',
  products: [
    'كعكة الفراولة',
    'إكلير بالقهوة',
    'ميلفاي فانيليا',
    'كريم بروليه',
    'خبز ريفي',
    'الغابة السوداء',
    'عصير برتقال طازج',
    'علبة ماكارون',
  ],
};

const quantities = [1, 2, 3, 6, 2, 1, 4, 1];
const prices = [1850.5, 150, 220, 180.5, 90, 2400, 250, 1200];

export type SampleLanguage = 'french' | 'arabic';

/** An eight-item delivery as the ERP sends it. `number` (below 9,000,000) makes the order unlike any other. */
export function sampleTicket(language: SampleLanguage, number: number) {
  const words = language === 'french' ? french : arabic;
  const total = prices.reduce((sum, price, index) => sum + price * (quantities[index] ?? 0), 300);
  return {
    order_id: firstOrderId + number,
    customer_name: words.customer,
    customer_phone: '0550 12 34 56',
    customer_address: words.address,
    delivery_cost: 300,
    deliveryman_name: words.deliveryman,
    deliveryman_phone: '0660 98 76 54',
    total,
    total_amount: total,
    items: words.products.map((product, index) => ({
      product_name: product,
      quantity: quantities[index],
      unit_price: prices[index],
      description: null,
    })),
    employee_name: words.employee,
    amount_received: 12_000,
    change_amount: 12_000 - total,
    priority: 2,
  };
}

/** JSON as Python's `json.dumps` writes it: pure ASCII, a blank behind each comma and colon. */
export function toPythonJson(value: unknown): string {
  return JSON.stringify(value, null, 1)
    .replaceAll(/,\n\s*/g, ', ')
    .replaceAll(/\n\s*/g, '')
    .replaceAll(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
