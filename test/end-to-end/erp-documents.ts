import { float, type PythonValue } from './python-json.ts';

/** The ERP's ticket, its keys in its order: 2 × 150 + 0,35 × 1850,50 (647,675 → 647,68) + 200 = 1 147,68. */
export function erpTicket(orderId: number, changes: Record<string, PythonValue> = {}): Record<string, PythonValue> {
  return {
    order_id: orderId,
    customer_name: 'Amélie Benaïssa',
    customer_phone: '0550 12 34 56',
    customer_address: '12 rue Didouche Mourad, Alger',
    delivery_cost: float(200),
    deliveryman_name: 'Karim',
    deliveryman_phone: '0661 00 11 22',
    total: float(1147.68),
    total_amount: float(1147.68),
    items: [
      { product_name: 'Éclair au café', quantity: float(2), unit_price: float(150), description: null },
      { product_name: 'Makroud', quantity: float(0.35), unit_price: float(1850.5), description: null },
    ],
    employee_name: 'Nadia',
    amount_received: float(1200),
    change_amount: float(52.32),
    priority: 1,
    ...changes,
  };
}

export function erpDirectSale(orderId: number): Record<string, PythonValue> {
  return erpTicket(orderId, {
    customer_name: null,
    customer_phone: null,
    customer_address: null,
    delivery_cost: float(0),
    deliveryman_name: null,
    deliveryman_phone: null,
    total: float(450),
    total_amount: float(450),
    items: [],
  });
}

export function erpCashout(amount: number): Record<string, PythonValue> {
  return { amount: float(amount), notes: 'Dépôt du soir', employee_name: 'Nadia', priority: 1 };
}
