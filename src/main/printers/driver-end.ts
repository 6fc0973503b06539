/**
 * Ends this process once `shutDown` has let go of the device, or after `limitMs` at the latest. With SIGKILL, not with
 * `process.exit`: that one waits for a system call that another thread has not got back (a WriteFile to a printer
 * without paper), and nothing but SIGKILL ends such a process (measured). On Linux the interface must be released
 * before, and usblp given the printer back; SIGKILL alone would leave it without a driver.
 */
export function endAfter(shutDown: () => Promise<void>, limitMs: number): void {
  const end = () => process.kill(process.pid, 'SIGKILL');
  setTimeout(end, limitMs);
  shutDown().then(end, end);
}
