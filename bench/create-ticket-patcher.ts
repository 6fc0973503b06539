import { createSampleEncoder, sampleDocument } from './create-sample-encoder.ts';

/** Ready-made bytes of the French ticket: only the order's number (seven digits) is written into a copy. */
export function createTicketPatcher(acceptedAt: number): (orderId: number) => Buffer {
  const document = sampleDocument('french', 0);
  const template = Buffer.from(createSampleEncoder()(document, acceptedAt));
  const at = template.indexOf(String(document.orderId));
  return (orderId) => {
    const bytes = Buffer.from(template);
    bytes.write(String(orderId), at, 'latin1');
    return bytes;
  };
}
