import type { Page } from 'playwright-core';

/*
 * What somebody without a mouse meets on a page. A widget of many parts (a list of choices, a tree, a map) is one stop;
 * its parts are reached by arrows.
 */

/** What can be focused but Tab does not lead to, and what Tab leads to without showing that it is there. */
export async function walkByTab(page: Page): Promise<readonly string[]> {
  await page.evaluate(noteFocus);
  let missed: readonly string[] = [];
  // An answer of the server that comes meanwhile may draw a part anew, which then has not been met.
  for (let rounds = 0; rounds < 3; rounds++) {
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    for (let steps = (await stops(page)).length + 20; steps > 0; steps--) await page.keyboard.down('Tab');
    await page.keyboard.up('Tab');
    missed = (await stops(page)).filter((stop) => !stop.met).map((stop) => `Tab does not lead to ${stop.what}`);
    if (missed.length === 0) break;
  }
  const unseen = await page.evaluate(() => [...(window as unknown as Noting).unseen]);
  return [...missed, ...unseen.map((what) => `focus is not to be seen on ${what}`)];
}

interface Noting {
  unseen: Set<string>;
}

/** Whatever on the page can have the focus, and whether it has had it. */
const stops = (page: Page): Promise<readonly { what: string; met: boolean }[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, [tabindex]')]
      .filter(
        (element) =>
          element.tabIndex >= 0 &&
          !element.matches(':disabled, [aria-hidden=true] *') &&
          element.checkVisibility({ visibilityProperty: true }) &&
          // Of a group of radio buttons Tab leads to the chosen one.
          !(element instanceof HTMLInputElement && element.type === 'radio' && !element.checked),
      )
      .map((element) => ({
        what: `${element.tagName} ${element.getAttribute('class') ?? ''} ${element.getAttribute('aria-label') ?? ''}`,
        met: element.hasAttribute('data-met'),
      })),
  );

/** Runs in the page: from now on notes what has the focus, and what has it where nothing shows it. */
function noteFocus(): void {
  const unseen = new Set<string>();
  Object.assign(window, { unseen });
  const marked = (one: Element | null) => {
    if (one === null) return false;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
    return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
  };
  document.addEventListener('focusin', ({ target: element }) => {
    if (!(element instanceof Element)) return;
    element.setAttribute('data-met', '');
    // A line of text has its caret; a switch is drawn by what stands beside it; a map marks its area itself.
    const shown = () =>
      element.matches('input, textarea, .gl-map-area') ||
      [element, element.parentElement, element.firstElementChild, element.closest('.ant-segmented')].some(marked);
    // When what is drawn in answer to the focus has been drawn.
    queueMicrotask(() => {
      if (!shown()) unseen.add(`${element.tagName} ${element.getAttribute('class') ?? ''}`);
    });
  });
}

const reachable =
  'a[href], button, input, select, textarea, summary, label, [tabindex], [role=option], [role=treeitem], [role=tree], [role=radio], [role=menuitem], [role=listbox]';

/** What answers a click and cannot be reached without one. */
export const onlyByMouse = (page: Page): Promise<readonly string[]> =>
  page.evaluate((within) => {
    const pointed = (element: Element) => getComputedStyle(element).cursor === 'pointer';
    return [...document.querySelectorAll('body *')]
      .filter((element) => pointed(element) && element.checkVisibility())
      .filter((element) => element.parentElement && !pointed(element.parentElement))
      .filter(
        (element) =>
          element.closest(within) === null &&
          element.querySelector(within) === null &&
          // A picker's arrow and cross belong to the input beside them.
          element.closest('.ant-select, .ant-input-affix-wrapper') === null &&
          !element.matches(':disabled, [aria-disabled=true], [aria-disabled=true] *'),
      )
      .map((element) => `only by mouse: ${element.tagName} ${element.getAttribute('class') ?? ''}`);
  }, reachable);
