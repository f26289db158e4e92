import { type BrowserWindow, dialog } from 'electron';

/**
 * Asks, whenever the page of a window does not answer, whether it is to be given up; the question goes when the page answers again.
 * A page that is given up ends as if its process had died, and what brings a dead page back brings this one back.
 * @param question what is lost by giving it up, and the word on that button
 */
export function askAboutHungPage(window: BrowserWindow, question: { detail: string; giveUp: string }): void {
  const { webContents } = window;
  let asked: AbortController | undefined;
  webContents.on('responsive', () => asked?.abort());
  webContents.on('render-process-gone', () => asked?.abort());
  webContents.on('unresponsive', () => {
    if (asked) return;
    const asking = new AbortController();
    asked = asking;
    void dialog
      .showMessageBox(window, {
        type: 'warning',
        title: 'A window does not answer',
        message: `“${window.getTitle()}” does not answer.`,
        detail: question.detail,
        buttons: ['Wait', question.giveUp],
        // It comes unasked, perhaps while somebody types.
        defaultId: 0,
        cancelId: 0,
        noLink: true,
        signal: asking.signal,
      })
      .catch(() => ({ response: 0 }))
      .then(({ response }) => {
        asked = undefined;
        const isGivenUp = response === 1 && !asking.signal.aborted && !window.isDestroyed();
        if (isGivenUp) webContents.forcefullyCrashRenderer();
      });
  });
}
