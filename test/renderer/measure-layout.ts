import type { Page } from 'playwright-core';

/** What is wrong with the layout as it is now: anything beyond the sides, cut, or on top of another text. */
export function findLayoutFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const name = (element: Element) =>
      `${element.tagName.toLowerCase()}.${element.className} « ${element.textContent?.slice(0, 40)} »`;
    if (document.documentElement.scrollWidth > innerWidth)
      faults.push(`the page is ${document.documentElement.scrollWidth} px wide`);
    const isSeen = (element: Element) =>
      element.checkVisibility() && element.closest('.visually-hidden, .file-input, .skip, .toast') === null;
    for (const element of document.querySelectorAll('body *')) {
      if (!isSeen(element)) continue;
      const box = element.getBoundingClientRect();
      if (box.left < -1 || box.right > innerWidth + 1) faults.push(`beyond the side: ${name(element)}`);
      const style = getComputedStyle(element);
      const isCut = style.overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1;
      // Long names of customers are shortened on purpose, whole in `title` and in the opened job.
      if (isCut && !element.hasAttribute('title') && element.clientWidth > 0) faults.push(`cut: ${name(element)}`);
      if (element.matches('button, a, .badge') && element.scrollWidth > element.clientWidth + 1)
        faults.push(`too narrow: ${name(element)}`);
      if (element.matches('select')) {
        const canvas = document.createElement('canvas').getContext('2d');
        const chosen = (element as HTMLSelectElement).selectedOptions[0]?.textContent ?? '';
        if (canvas !== null) {
          canvas.font = style.font;
          if (canvas.measureText(chosen).width > element.clientWidth - 24) faults.push(`choice cut: ${chosen}`);
        }
      }
    }
    const texts: { text: string; box: DOMRect }[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (parent === null || node.textContent?.trim() === '' || !isSeen(parent)) continue;
      if (parent.closest('option, textarea, .banner, .windowed, [title]') !== null) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) texts.push({ text: node.textContent ?? '', box });
    }
    texts.forEach((a, index) => {
      for (const b of texts.slice(index + 1)) {
        const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
        const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
        if (across > 3 && down > 8) faults.push(`« ${a.text} » over « ${b.text} »`);
      }
    });
    return faults;
  });
}
