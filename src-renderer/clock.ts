import { useMemo, useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One timer for the whole window, and none while nothing on it depends on the time. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const heard of listeners) heard();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time, which moves by itself. @param stepSeconds how exact it has to be: whoever shows minutes is not drawn every second */
export function useNow(stepSeconds: number): Date {
  const stepMs = stepSeconds * 1000;
  const step = useSyncExternalStore(subscribe, () => Math.floor(Date.now() / stepMs));
  return useMemo(() => new Date(step * stepMs), [step, stepMs]);
}
