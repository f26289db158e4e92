import type { Failure } from '@shared/app-error';
import type { AppState } from '@shared/app-state';
import type { Bridge } from '@shared/bridge';
import type { CallName, Input, Output } from '@shared/contract';
import { useCallback, useRef, useState } from 'react';
import { ToldByMain } from './told-by-main';

declare global {
  interface Window {
    readonly bridge: Bridge;
  }
}

/** How a call went, as data: a failure is something to show, not something to catch. */
export type Outcome<N extends CallName> = { ok: true; value: Output<N> } | { ok: false; failure: Failure };

type Arguments<N extends CallName> = Input<N> extends undefined ? [] : [input: Input<N>];

/** One call to the main process. Never rejects: a main process that does not answer is `unexpected`. */
export async function call<N extends CallName>(name: N, ...[input]: Arguments<N>): Promise<Outcome<N>> {
  try {
    return (await window.bridge.call(name, input)) as Outcome<N>;
  } catch {
    return { ok: false, failure: { code: 'unexpected' } };
  }
}

export type RunningCall<N extends CallName> = {
  isBusy: boolean;
  /** Why the last run failed; gone with the next run or with `clear`. */
  failure: Failure | undefined;
  /** Does nothing while the call is still under way, so that a double click is one click. */
  run: (...input: Arguments<N>) => Promise<Outcome<N> | undefined>;
  clear: () => void;
};

/** A call behind a button: whether it runs, and why it failed. */
export function useCall<N extends CallName>(name: N): RunningCall<N> {
  const isUnderWay = useRef(false);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const run = useCallback(
    async (...input: Arguments<N>) => {
      if (isUnderWay.current) return undefined;
      isUnderWay.current = true;
      setBusy(true);
      setFailure(undefined);
      const outcome = await call(name, ...input);
      isUnderWay.current = false;
      setBusy(false);
      if (!outcome.ok) setFailure(outcome.failure);
      return outcome;
    },
    [name],
  );
  const clear = useCallback(() => setFailure(undefined), []);
  return { isBusy, failure, run, clear };
}

/** What the operator's window shows. */
export const appState = new ToldByMain<AppState>({
  ask: async () => {
    const outcome = await call('getState');
    return outcome.ok ? outcome.value : undefined;
  },
  onChanged: (listener) => window.bridge.onStateChanged(listener),
});
