/**
 * In the page, frame by frame: Playwright looks again after 20, 50 and 100 ms, and would measure that.
 * A button is clicked; into a field the text is written.
 */
export async function untilShown(
  element: Element,
  { selector, text = '' }: { selector: string; text?: string },
): Promise<number> {
  const startedAt = performance.now();
  if (element instanceof HTMLInputElement) {
    // React listens to the field's own setter.
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(element, text);
    element.dispatchEvent(new Event('input', { bubbles: true }));
  } else if (element instanceof HTMLElement) element.click();
  while (!document.querySelector(selector)) await new Promise((drawn) => requestAnimationFrame(drawn));
  await new Promise((drawn) => requestAnimationFrame(drawn));
  return performance.now() - startedAt;
}
