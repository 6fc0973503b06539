/** French and English: one form for one thing, another for several. */
export function counted(count: number, one: string, many: string): string {
  return count === 1 ? one : many.replace('#', String(count));
}

/** Arabic: one, two, three to ten, and more. */
export function countedArabic(count: number, forms: { one: string; two: string; few: string; many: string }): string {
  if (count === 1) return forms.one;
  if (count === 2) return forms.two;
  const rest = count % 100;
  return (rest >= 3 && rest <= 10 ? forms.few : forms.many).replace('#', String(count));
}
