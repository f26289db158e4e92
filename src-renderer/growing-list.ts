import { startTransition, useCallback, useEffect, useRef, useState } from 'react';

/** About what fits into a window, so that a long list appears as fast as a short one. */
const firstRows = 12;
const moreRows = 24;

/**
 * How many rows of a long list are drawn: those in sight at first, more before the reader or the Tab key gets to their end.
 * @param listKey what the list is of; another one begins anew
 * @param atLeast so many from the first moment on, where a row further down is to be seen
 */
export function useGrowingList(length: number, listKey: string, atLeast = 0) {
  const begin = Math.max(firstRows, atLeast);
  const [grown, setGrown] = useState({ listKey, rows: begin });
  const rows = grown.listKey === listKey ? grown.rows : begin;
  const observer = useRef<IntersectionObserver>(undefined);
  const isWhole = rows >= length;

  const end = useCallback(
    (element: HTMLElement | null) => {
      observer.current?.disconnect();
      if (!element || isWhole) return;
      observer.current = new IntersectionObserver(
        (entries) => {
          // Nobody waits for rows out of sight: what is shown and typed comes first.
          if (entries.some(({ isIntersecting }) => isIntersecting))
            startTransition(() => setGrown({ listKey, rows: rows + moreRows }));
        },
        // The screen's own scroller, or the margin would not count.
        { root: element.closest('main'), rootMargin: '0px 0px 600px 0px' },
      );
      observer.current.observe(element);
    },
    [isWhole, listKey, rows],
  );
  useEffect(() => () => observer.current?.disconnect(), []);

  return { rows: Math.min(rows, length), /** Stands after the last row while there are more. */ end };
}
