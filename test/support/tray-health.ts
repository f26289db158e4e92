import { join } from 'node:path';
import type { TrayHealth } from '../../src-main/desktop/tray-menu';
import type { TrayIcon } from './tray-host';
import type { UsherApp } from './usher-app';

const resources = join(import.meta.dirname, '../../resources');
const healths: readonly TrayHealth[] = ['idle', 'ready', 'attention', 'problem'];

/**
 * Which of Usher's pictures the panel has, `undefined` while it has none of them. Told by the shape: a picture is drawn by and by, beside
 * the menu and the tooltip, so the one before may still be there when they have changed.
 */
export async function shownHealth(usher: UsherApp, tray: TrayIcon): Promise<TrayHealth | undefined> {
  const { argb, width } = await tray.iconPixels();
  const shown = [...argb].filter((_, index) => index % 4 === 0);
  const opacities = await usher.electron.evaluate(
    ({ nativeImage }, { paths, width }) =>
      paths.map((path) => {
        const image = nativeImage.createFromPath(path);
        const bgra = image.toBitmap({ scaleFactor: width / image.getSize().width });
        return [...bgra.filter((_, index) => index % 4 === 3)];
      }),
    { paths: healths.map((health) => join(resources, `tray-${health}.png`)), width },
  );
  return healths.find((_, index) => String(shown) === String(opacities[index]));
}
