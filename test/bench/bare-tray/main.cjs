// The least an Electron tray app can be: what Usher's start and memory are measured against.
const { join } = require('node:path');
const { app, Menu, Tray } = require('electron');

let tray;
app.on('window-all-closed', () => {});
app.whenReady().then(() => {
  tray = new Tray(join(__dirname, '../../../resources/tray-idle.png'));
  tray.setContextMenu(Menu.buildFromTemplate([{ label: 'Quit', click: () => app.quit() }]));
});
