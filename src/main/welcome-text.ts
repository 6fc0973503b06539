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
