import { Menu } from 'electron';

/** Never seen on Windows and Linux, where it carries the keys for zoom; macOS needs it for copy and paste, too. */
export function applicationMenu({ onQuit, label }: { onQuit: () => void; label: string }): Menu {
  const isMac = process.platform === 'darwin';
  return Menu.buildFromTemplate([
    ...(isMac
      ? [
          { label: 'SmartPOS Agent', submenu: [{ label, accelerator: 'Command+Q', click: onQuit }] },
          { role: 'editMenu' as const },
        ]
      : []),
    {
      label: 'SmartPOS Agent',
      submenu: [
        { role: 'close' },
        { role: 'zoomIn' },
        // Ctrl and = is the key that bears the plus on most keyboards.
        { role: 'zoomIn', accelerator: 'CommandOrControl+=', visible: false },
        { role: 'zoomOut' },
        { role: 'resetZoom' },
      ],
    },
  ]);
}
