/** As a `ref`, where one step of a dialog follows on another: the step that is gone took the focus with it. */
export function takeFocus(element: HTMLElement | null): void {
  element?.focus();
}
