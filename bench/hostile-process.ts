/** The strangers of `npm run bench:callers`, in a process of their own: PORT MANNER COUNT one|own|many. */
import { manners, startHostileCallers } from '../test/end-to-end/hostile-callers.ts';

const [port = '', manner = '', count = '', from = ''] = process.argv.slice(2);
const addresses: Record<string, (index: number) => string> = {
  one: () => '127.0.0.9',
  own: () => '127.0.0.1',
  many: (index) => `127.0.1.${1 + (index % 200)}`,
};
const callers = startHostileCallers({ port: Number(port) }, manners[manner as keyof typeof manners], {
  count: Number(count),
  ...(addresses[from] && { addressOf: addresses[from] }),
});
setTimeout(() => process.send?.('ready'), 500);
process.once('message', () => {
  callers.end();
  process.send?.(callers.connects());
  process.disconnect();
});
