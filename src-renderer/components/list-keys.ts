import { type KeyboardEvent, type RefObject, useEffect } from 'react';

/** Ctrl+F and "/" go to the field that narrows a list. */
export function useFilterKeys(textInput: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      if (!asksForFilter(event) || document.querySelector('[role="dialog"]') || !textInput.current) return;
      event.preventDefault();
      textInput.current.focus();
      textInput.current.select();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [textInput]);
}

function asksForFilter({ key, ctrlKey, metaKey, altKey, target }: globalThis.KeyboardEvent): boolean {
  if (key.toLowerCase() === 'f') return (ctrlKey || metaKey) && !altKey;
  const isTyping = target instanceof HTMLElement && target.matches('input, textarea, select');
  return key === '/' && !ctrlKey && !metaKey && !altKey && !isTyping;
}

/** Arrow keys, Home and End go from one row's link to another's. @param link what is such a link @param list which may be of several parts */
export function moveBetweenRows(event: KeyboardEvent<HTMLElement>, link: string, list: HTMLElement): void {
  // A menu that a row has opened stands elsewhere in the window, and React tells of its keys here all the same.
  if (!(event.target instanceof HTMLElement) || !list.contains(event.target) || event.target.matches('input')) return;
  const links = [...list.querySelectorAll<HTMLElement>(link)];
  const at = links.findIndex((known) => known.closest('li')?.contains(document.activeElement));
  const targets: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 };
  const target = targets[event.key];
  const chosen = target === undefined ? undefined : links[target];
  if (!chosen) return;
  event.preventDefault();
  chosen.focus();
}

/** Alt and the left arrow lead back to a list. @param isAway whether something else than the list is shown */
export function useBackKey(list: string, isAway: boolean): void {
  useEffect(() => {
    if (!isAway) return;
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'ArrowLeft' || !event.altKey || document.querySelector('[role="dialog"]')) return;
      event.preventDefault();
      window.location.hash = list;
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [list, isAway]);
}
