import { useEffect, useState } from 'react';

/** A key is on the screen for as long as it takes to type it. */
const shownForMs = 15_000;

/**
 * What is shown of secrets, and how to show another: it hides itself after a while, when the window is out of sight and when the screen is
 * locked.
 * @param locks grows when the screen is locked
 */
export function useShownSecret<T>(locks: number): [T | undefined, (secret: T | undefined) => void] {
  const [shown, setShown] = useState<T>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a screen that is locked shows nothing when it is opened again.
  useEffect(() => setShown(undefined), [locks]);
  useEffect(() => {
    if (shown === undefined) return;
    const hide = () => setShown(undefined);
    const timer = setTimeout(hide, shownForMs);
    document.addEventListener('visibilitychange', hide);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', hide);
    };
  }, [shown]);
  return [shown, setShown];
}
