// The least an Electron app does that is started a second time: the first one hears of it and says so.
const { app } = require('electron');

if (!app.requestSingleInstanceLock()) app.quit();
app.on('second-instance', () => process.stdout.write('heard\n'));
app.whenReady().then(() => process.stdout.write('ready\n'));
