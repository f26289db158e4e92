import { z } from 'zod';

export const CodecAddress = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9.-]{1,253}(:\d{1,5})?$|^\[[0-9a-f:]+\](:\d{1,5})?$/);
export type CodecAddress = z.infer<typeof CodecAddress>;

export const CodecUserName = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[^:\p{Cc}]+$/u);
export const CodecPassword = z
  .string()
  .max(256)
  .regex(/^\P{Cc}*$/u);

export function codecUrl(address: CodecAddress): string {
  return `wss://${address}/ws`;
}
