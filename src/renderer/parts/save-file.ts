import type { BinaryFile, TextFile } from '../../shared/bridge.ts';

/** Hands a file to the browser's (or Electron's) own way of saving it. */
export function saveFile(file: TextFile | BinaryFile): void {
  const content =
    'text' in file ? file.text : Uint8Array.from(atob(file.base64), (character) => character.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([content]));
  const link = document.createElement('a');
  link.href = url;
  link.download = file.fileName;
  link.click();
  // Not at once: the download reads the address after this task.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
