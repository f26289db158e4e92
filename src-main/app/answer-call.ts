import type { z } from 'zod';
import { AppError, failureOf } from '../shared/app-error';
import type { CallReply } from '../shared/bridge';

type AnyContract = Record<string, { input: z.ZodType }>;

/**
 * One call from a window: is the name in the contract, has the input the right shape? Then it is run, and a failure
 * becomes plain data. @param onUnexpected told of what no code names, for the log
 */
export async function answerCall<C extends AnyContract>(
  contract: C,
  handlers: { [N in keyof C]: (input: never) => Promise<unknown> },
  name: unknown,
  input: unknown,
  onUnexpected: (error: unknown) => void,
): Promise<CallReply> {
  try {
    if (typeof name !== 'string' || !Object.hasOwn(contract, name)) throw new AppError('invalid_request');
    const parsed = contract[name]?.input.safeParse(input);
    const handler = handlers[name];
    if (!parsed?.success || !handler) throw new AppError('invalid_request');
    return { ok: true, value: await handler(parsed.data as never) };
  } catch (error) {
    if (!(error instanceof AppError)) onUnexpected(error);
    return { ok: false, failure: failureOf(error) };
  }
}
