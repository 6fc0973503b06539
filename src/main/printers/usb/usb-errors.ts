import { LinkError } from '../transport/link.ts';
import { toUsbCallError, UsbCallError } from './usb-calls.ts';
import { hex4, type UsbTarget } from './usb-device.ts';

/** Another program that has the printer, as far as /proc tells. */
export interface UsbHolder {
  pid: number;
  name: string;
}

const udevRulesPath = '/etc/udev/rules.d/60-smartpos-agent.rules';

/** The line that lets the agent use one printer; assets/linux/60-smartpos-agent.rules does it for all. */
function udevRuleFor({ vendorId, productId }: UsbTarget): string {
  const device =
    vendorId === undefined || productId === undefined
      ? 'ENV{ID_USB_INTERFACES}=="*:07????:*"'
      : `ATTR{idVendor}=="${hex4(vendorId)}", ATTR{idProduct}=="${hex4(productId)}"`;
  return `SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device", ${device}, MODE="0660", GROUP="lp", TAG+="uaccess"`;
}

/** « L'imprimante USB 0471:0055 » */
export function nameUsbPrinter({ vendorId, productId, serial, port }: UsbTarget): string {
  const ids = vendorId === undefined || productId === undefined ? '' : ` ${hex4(vendorId)}:${hex4(productId)}`;
  return `L'imprimante USB${ids}${serial === undefined ? '' : ` n° ${serial}`}${port === undefined ? '' : ` (prise ${port})`}`;
}

export function explainNotFound(target: UsbTarget): LinkError {
  const missing =
    Object.keys(target).length === 0
      ? "Aucune imprimante USB n'est branchée"
      : `${nameUsbPrinter(target)} n'est pas branchée`;
  return new LinkError('PRINTER_OFFLINE', `${missing} : vérifiez qu'elle est allumée et que son câble est branché.`);
}

export function explainNoUsb(cause?: unknown): LinkError {
  return new LinkError(
    'PRINTER_OFFLINE',
    "Ce poste ne montre aucun appareil USB (/sys/bus/usb absent) : vérifiez que l'USB est activé et, dans un conteneur, qu'il lui est donné.",
    { cause },
  );
}

export function explainBusy(target: UsbTarget, holder: UsbHolder | null, cause?: unknown): LinkError {
  const program =
    holder === null ? 'un autre programme' : `un autre programme (« ${holder.name} », processus ${holder.pid})`;
  return new LinkError(
    'PRINTER_BUSY',
    `${nameUsbPrinter(target)} est déjà utilisée par ${program} : fermez-le, l'impression reprendra toute seule.`,
    { cause },
  );
}

export function explainPermission(target: UsbTarget, cause?: unknown): LinkError {
  return new LinkError(
    'PRINTER_PERMISSION',
    `${nameUsbPrinter(target)} : accès refusé par Linux. Mettez la ligne « ${udevRuleFor(target)} » dans ${udevRulesPath}, ` +
      "ajoutez l'utilisateur de l'agent au groupe lp (sudo usermod -aG lp UTILISATEUR), " +
      "lancez « sudo udevadm control --reload », puis débranchez et rebranchez l'imprimante et redémarrez l'agent.",
    { cause },
  );
}

export function explainNoBulkOut(target: UsbTarget): LinkError {
  return new LinkError(
    'PRINTER_UNSUPPORTED',
    `${nameUsbPrinter(target)} n'a pas d'entrée d'impression USB que l'agent sache utiliser : choisissez une autre imprimante.`,
  );
}

export function explainHung(target: UsbTarget, cause?: unknown): LinkError {
  return new LinkError(
    'PRINTER_HUNG',
    `${nameUsbPrinter(target)} : le pilote USB ne répond plus. Il est redémarré ; si cela continue, débranchez et rebranchez l'imprimante.`,
    { cause },
  );
}

export function explainClosed(target: UsbTarget): LinkError {
  return new LinkError(
    'PRINTER_OFFLINE',
    `La connexion à l'imprimante a été fermée (${nameUsbPrinter(target)}) : rouvrez-la avant d'imprimer.`,
  );
}

export function explainLost(target: UsbTarget): LinkError {
  return explainUsbFailure(target, new UsbCallError('gone', 'disconnected'));
}

/** Why a call on a printer failed, in opening or in traffic. */
export function explainUsbFailure(target: UsbTarget, error: unknown): LinkError {
  const cause = toUsbCallError(error);
  const printer = nameUsbPrinter(target);
  const failed = (code: string, message: string) => new LinkError(code, `${printer} ${message}`, { cause });
  switch (cause.failure) {
    case 'gone':
      return failed('PRINTER_OFFLINE', "n'est plus là : vérifiez qu'elle est allumée et que son câble est branché.");
    case 'busy':
      return explainBusy(target, null, cause);
    case 'permission':
      return explainPermission(target, cause);
    case 'hung':
      return explainHung(target, cause);
    case 'wrong-driver':
      return failed(
        'PRINTER_UNSUPPORTED',
        'est gérée par un autre pilote de Windows : choisissez-la par son chemin « file: » dans les réglages.',
      );
    case 'timeout':
      return failed('PRINTER_STALLED', "n'accepte plus rien : vérifiez le papier et le capot.");
    case 'stall':
      return failed('PRINTER_ERROR', 'a refusé ce qui lui était envoyé : éteignez-la et rallumez-la si cela continue.');
    default:
      return failed('PRINTER_ERROR', 'reçoit mal : vérifiez le câble USB, évitez les rallonges et les concentrateurs.');
  }
}
