import type { JobSource } from '../bridge.ts';

/**
 * What the exported journal says besides the window's words. In French only, whatever language is chosen: the file is for
 * a French Excel, whose separators and dates are another country's anywhere else.
 */
export const frenchExport = {
  headers: [
    ...['Date', 'Heure', 'Type', 'Commande', 'Client', 'Montant', 'Monnaie', 'État', 'Demandé par', 'Adresse'],
    ...['Réimpression de', 'Erreur', 'Identifiant'],
  ],
  // Under « Demandé par » one word is enough; the window, which has no such heading, says it in a sentence.
  source: { erp: 'ERP', window: 'Fenêtre', unknown: '' } satisfies Record<JobSource, string>,
};
