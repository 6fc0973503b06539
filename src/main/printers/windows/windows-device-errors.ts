import { systemErrorCode } from '../../base/errors.ts';
import { LinkError } from '../transport/link.ts';

/**
 * What an `open` or a `write` of Node on a usbprint path means. Node has libuv's names, not Windows' numbers
 * (libuv, src/win/error.c): ERROR_SHARING_VIOLATION is EBUSY; ERROR_FILE_NOT_FOUND and ERROR_PATH_NOT_FOUND are ENOENT;
 * ERROR_ACCESS_DENIED is EPERM or EACCES when opening and EBADF when writing; ERROR_GEN_FAILURE and ERROR_IO_DEVICE are
 * EIO; ERROR_SEM_TIMEOUT is ETIMEDOUT; ERROR_DEVICE_NOT_CONNECTED (1167), ERROR_NO_SUCH_DEVICE (433),
 * ERROR_NOT_READY (21) and ERROR_OUT_OF_PAPER (28) have no name there: UNKNOWN.
 */
export function explainWindowsOpenFailure(path: string, cause: unknown): LinkError {
  const failure = (code: string, message: string) => new LinkError(code, message, { cause });
  if (hasAddedBackslash(path, cause)) {
    return failure(
      'PRINTER_UNSUPPORTED',
      `Cette version de Node (${process.version}) abîme le nom de l'imprimante ${path} : installez la version de l'agent prévue pour cet ordinateur.`,
    );
  }
  switch (systemErrorCode(cause)) {
    case 'ENOENT':
    case 'ENODEV':
    case 'ENXIO':
      return failure(
        'PRINTER_OFFLINE',
        `L'imprimante ${path} n'est pas là : vérifiez qu'elle est allumée, que son câble est branché, et qu'elle n'a pas changé de prise USB.`,
      );
    case 'EBUSY':
      return failure(
        'PRINTER_BUSY',
        `L'imprimante ${path} est tenue par un autre programme : videz la file d'attente de Windows, fermez l'autre programme, puis réessayez.`,
      );
    case 'EACCES':
    case 'EPERM':
      return failure(
        'PRINTER_PERMISSION',
        `Windows refuse l'accès à l'imprimante ${path} : fermez tout autre programme qui s'en sert ; si cela ne suffit pas, lancez l'agent avec le compte de la caisse.`,
      );
    default:
      return failure(
        'PRINTER_OFFLINE',
        `L'imprimante ${path} ne répond pas : éteignez-la et rallumez-la, et vérifiez son câble.`,
      );
  }
}

/** A link that broke while in use; whatever Windows calls it, the cable, the power or the driver is gone. */
export function explainWindowsLostDevice(path: string, cause: unknown): LinkError {
  return new LinkError(
    'PRINTER_OFFLINE',
    `La liaison avec l'imprimante ${path} est coupée : vérifiez qu'elle est allumée et que son câble est branché.`,
    { cause },
  );
}

/** The system has not given a call back: the printer is blocked in mid-write, or its driver is stuck. */
export function explainHeldPrinter(name: string): LinkError {
  return new LinkError(
    'PRINTER_BUSY',
    `L'imprimante ${name} retient encore le ticket précédent : remettez du papier et fermez le capot, sinon éteignez-la et rallumez-la.`,
  );
}

export function explainSilentPrinter(name: string): LinkError {
  return new LinkError(
    'PRINTER_OFFLINE',
    `Windows n'ouvre pas l'imprimante ${name} : éteignez-la et rallumez-la, puis redémarrez l'ordinateur si cela dure.`,
  );
}

/** Node 20.15 and 20.16 made `\\.\PhysicalDrive2\` of `\\.\PhysicalDrive2` (github.com/nodejs/node/issues/54025). */
function hasAddedBackslash(path: string, cause: unknown): boolean {
  if (typeof cause !== 'object' || cause === null || !('path' in cause)) return false;
  return typeof cause.path === 'string' && cause.path.endsWith('\\') && !path.endsWith('\\');
}
