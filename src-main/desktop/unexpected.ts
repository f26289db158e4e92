/** The last of what was not expected, for the support bundle. */
const last: { at: string; name: string; frames: readonly string[] }[] = [];
const kept = 20;

let tell = () => {};

/** A name that a program gives its errors, and not a sentence of a foreign library. */
const errorName = /^[A-Z][A-Za-z]{0,40}$/;

/** Where something no code names happened, without its message: that may quote what it failed on. */
export function logUnexpected(error: unknown): void {
  const frames = error instanceof Error ? framesOf(error) : [];
  const name = error instanceof Error ? (errorName.test(error.name) ? error.name : 'Error') : typeof error;
  last.push({ at: new Date().toISOString(), name, frames });
  if (last.length > kept) last.shift();
  console.error(`unexpected: ${name}\n${frames.join('\n')}`);
}

/** What nobody caught: besides the log, whoever listens is told, once for each. */
export function uncaught(error: unknown): void {
  logUnexpected(error);
  try {
    tell();
  } catch (another) {
    // Thrown here it would end Usher.
    logUnexpected(another);
  }
}

/** There is one listener, the last. */
export function onUncaught(listener: () => void): void {
  tell = listener;
}

/** The message stands before them, and may have lines that look as they do. */
function framesOf({ stack = '', message }: Error): string[] {
  const end = stack.indexOf(message);
  // A message that was changed afterwards: where it ends is not known.
  if (end < 0) return [];
  return stack
    .slice(end + message.length)
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 6);
}

/** The last twenty, the oldest first. */
export function unexpectedErrors(): typeof last {
  return [...last];
}
