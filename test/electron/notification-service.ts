import { once } from 'node:events';
import { connect } from 'node:net';
import { type DbusMessage, DbusReader, DbusWriter, decodeMessage, encodeMessage } from './dbus-message.ts';

export interface ShownNotification {
  id: number;
  title: string;
  body: string;
  /** Taken back by the program that showed it. */
  isWithdrawn: boolean;
}

export interface NotificationService {
  /** All that were ever shown, in order. */
  readonly shown: readonly ShownNotification[];
  /** A person clicks it. */
  click(notification: ShownNotification): void;
  close(): void;
}

const name = 'org.freedesktop.Notifications';
const path = '/org/freedesktop/Notifications';

/**
 * The desktop's notification service on a session bus: takes what programs show, as GNOME's or KDE's would.
 *
 * @param address `unix:path=/tmp/dbus-x,guid=…`
 * @see https://specifications.freedesktop.org/notification-spec/latest/
 */
export async function startNotificationService(address: string): Promise<NotificationService> {
  const file = /unix:(?:path|abstract)=([^,]+)/.exec(address)?.[1] ?? '';
  const socket = connect(address.startsWith('unix:abstract') ? `\0${file}` : file);
  await once(socket, 'connect');
  const user = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex');
  socket.write(`\0AUTH EXTERNAL ${user}\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  if (!answer.toString().startsWith('OK')) throw new Error(`the bus refuses: ${answer.toString()}`);
  socket.write('BEGIN\r\n');

  const shown: ShownNotification[] = [];
  let serial = 0;
  const send = (message: Omit<Parameters<typeof encodeMessage>[0], 'serial'>) => {
    serial += 1;
    socket.write(encodeMessage({ ...message, serial }));
    return serial;
  };
  const signal = (member: string, signature: string, body: DbusWriter) =>
    send({ type: 4, path, interface: name, member, signature, body });

  const answers: Record<string, (call: DbusMessage) => { signature: string; body: DbusWriter }> = {
    GetCapabilities: () => ({ signature: 'as', body: new DbusWriter().strings(['body', 'actions']) }),
    GetServerInformation: () => ({
      signature: 'ssss',
      body: new DbusWriter().string('test').string('smartpos').string('1').string('1.2'),
    }),
    Notify: ({ body }) => {
      const reader = new DbusReader(body);
      reader.string();
      reader.uint();
      reader.string();
      const id = shown.length + 1;
      shown.push({ id, title: reader.string(), body: reader.string(), isWithdrawn: false });
      return { signature: 'u', body: new DbusWriter().uint(id) };
    },
    CloseNotification: ({ body }) => {
      const id = new DbusReader(body).uint();
      const notification = shown.find((one) => one.id === id);
      if (notification !== undefined) notification.isWithdrawn = true;
      signal('NotificationClosed', 'uu', new DbusWriter().uint(id).uint(3));
      return { signature: '', body: new DbusWriter() };
    },
  };

  let pending = Buffer.alloc(0);
  let owns = () => {};
  const owned = new Promise<void>((resolve) => {
    owns = resolve;
  });
  const bus = { path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus', destination: 'org.freedesktop.DBus' };
  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    for (let next = decodeMessage(pending); next !== null; next = decodeMessage(pending)) {
      pending = Buffer.from(next.rest);
      const { message } = next;
      if (message.type === 2 && message.replyTo === requested) owns();
      const reply = message.type === 1 ? answers[message.member ?? ''] : undefined;
      if (reply === undefined) continue;
      const { signature, body } = reply(message);
      send({
        type: 2,
        replyTo: message.serial,
        ...(message.sender === undefined ? {} : { destination: message.sender }),
        ...(signature === '' ? {} : { signature, body }),
      });
    }
  });
  send({ type: 1, ...bus, member: 'Hello' });
  const requested = send({
    type: 1,
    ...bus,
    member: 'RequestName',
    signature: 'su',
    body: new DbusWriter().string(name).uint(4),
  });
  await owned;
  return {
    shown,
    click: ({ id }) => void signal('ActionInvoked', 'us', new DbusWriter().uint(id).string('default')),
    close: () => void socket.destroy(),
  };
}
