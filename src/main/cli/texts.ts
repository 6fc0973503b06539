import type { PrinterListing } from '../printers/printer-address.ts';

/** What a person who starts the agent by hand is told, beside the ready line: where things are, and what to try. */
export function welcomeText(options: {
  version: string;
  url: string;
  /** Where a browser of this machine finds the window, or null. */
  window: string | null;
  printer: string;
  paperDir: string;
  /** Null when the token was given by flag or environment. */
  tokenFile: string | null;
}): string {
  const { version, url, window, printer, paperDir, tokenFile } = options;
  const token = tokenFile === null ? '$PRINTER_AGENT_TOKEN' : `$(cat ${quote(tokenFile)})`;
  const paper =
    printer === 'virtual'
      ? `aucune choisie : chaque ticket est dessiné dans ${paperDir}/, rien ne sort sur papier`
      : printer;
  const body = JSON.stringify({
    order_id: 42,
    customer_name: 'Amélie',
    items: [
      { product_name: 'Éclair au café', quantity: 2, unit_price: 150 },
      { product_name: 'بقلاوة', quantity: 0.35, unit_price: 1850.5 },
    ],
    amount_received: 1000,
    change_amount: 52.32,
  });
  return `
SmartPOS Agent ${version}
  Adresse     ${url}
${window === null ? '' : `  Fenêtre     ${window}\n`}  Imprimante  ${paper}
  Jeton       ${tokenFile ?? 'celui de --token ou de PRINTER_AGENT_TOKEN'}

Imprimez un ticket depuis un autre terminal :

  curl -H "Authorization: Bearer ${token}" \\
       -H 'Content-Type: application/json' \\
       -d '${body}' \\
       ${url}/print/ticket

Ctrl+C arrête l'agent ; aucun ticket accepté n'est perdu.

`;
}

function quote(path: string): string {
  return /^[\w./~-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

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
