import { join } from 'node:path';
import { Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron';
import type { TrayChoice, TrayDrawing, TrayHealth, TrayItem } from './tray-menu';

/** The icon in the tray. Draws what it is told; decides nothing. */
export class TrayIcon {
  private tray: Tray;
  private shown: Partial<Pick<TrayDrawing, 'health' | 'tooltip'>> = {};
  private onClick: (choice: TrayChoice) => void = () => {};

  /** @param resources the folder of the icons */
  constructor(private readonly resources: string) {
    this.tray = this.create();
  }

  /** The menu is set whole, because hosts do not notice changes inside one. */
  draw({ items, health, tooltip }: TrayDrawing, onChoice: (choice: TrayChoice) => void): void {
    this.onClick = onChoice;
    if (health !== this.shown.health) this.tray.setImage(this.image(health));
    if (tooltip !== this.shown.tooltip) this.tray.setToolTip(tooltip);
    this.shown = { health, tooltip };
    this.tray.setContextMenu(Menu.buildFromTemplate(items.map((item) => this.menuItem(item))));
  }

  /** Where a tray host came up after us: Electron asks for one only when a Tray is made. To be drawn again. */
  makeAnew(): void {
    this.tray.destroy();
    this.shown = {};
    this.tray = this.create();
  }

  private create(): Tray {
    const tray = new Tray(this.image('idle'));
    tray.on('click', () => this.onClick({ kind: 'open' }));
    return tray;
  }

  private menuItem(item: TrayItem): MenuItemConstructorOptions {
    switch (item.type) {
      case 'separator':
        return { type: 'separator' };
      case 'heading':
        return { label: literal(item.label), enabled: false };
      case 'choice':
        return { label: literal(item.label), click: () => this.onClick(item.choice) };
      case 'submenu':
        return { label: literal(item.label), submenu: item.items.map((child) => this.menuItem(child)) };
    }
  }

  private image(health: TrayHealth) {
    const name = process.platform === 'darwin' ? `tray-${health}Template.png` : `tray-${health}.png`;
    return nativeImage.createFromPath(join(this.resources, name));
  }
}

/** An ampersand in a topic is an ampersand, not a mnemonic. */
function literal(label: string): string {
  return label.replaceAll('&', '&&');
}
