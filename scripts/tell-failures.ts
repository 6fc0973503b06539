import { sentenceOf } from './script-failure.ts';

/**
 * For every script that is started by hand: `import './tell-failures.ts'`. What keeps it from its work is then told in one
 * sentence, and a bug with its stack; exit 1 both times. Rejections of the script's own top level come here, too.
 */
process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
  // Whoever read the output, such as `head`, has read enough.
  if (error.code !== 'EPIPE' || error.syscall !== 'write') console.error(sentenceOf(error) ?? error);
  process.exit(1);
});
