/**
 * A window whose preload has failed can ask the main process for nothing. It says so in words that need nothing, for there is nothing else
 * that it could do.
 */
export function sayWithoutBridge(root: HTMLElement): void {
  const text = document.createElement('p');
  text.setAttribute('role', 'alert');
  text.style.cssText = 'font: 16px/1.5 system-ui, sans-serif; max-width: 32em; margin: 20vh auto; padding: 0 24px';
  text.textContent = 'This window could not be set up. Quit Usher from its tray icon, and start it again.';
  root.append(text);
}
