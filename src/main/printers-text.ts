import type { PrinterListing } from './printers/driver/list-printers.ts';

/** What `smartpos-agent printers` shows a technician: an entry a printer, with what to write behind `--printer`. */
export function printersText(printers: readonly PrinterListing[]): string {
  if (printers.length === 0) {
    return [
      "Aucune imprimante trouvée sur cette machine : vérifiez qu'elle est allumée et que son câble USB est branché.",
      'Une imprimante réseau ne se cherche pas : --printer tcp://ADRESSE:9100',
      '',
    ].join('\n');
  }
  return printers.map((printer) => `${describe(printer)}\n`).join('\n');
}

function describe({ address, name, maker, serial, transport, usable, problem }: PrinterListing): string {
  const title = [maker, name].filter((part) => part !== null && part !== '').join(' ');
  return [
    title === '' ? 'Imprimante sans nom' : title,
    `  --printer ${/\s/.test(address) ? `"${address}"` : address}`,
    ...(serial === null ? [] : [`  Numéro de série  ${serial}`]),
    `  Liaison          ${transport}`,
    `  État             ${usable ? 'utilisable' : (problem?.message ?? 'inutilisable')}`,
  ].join('\n');
}
