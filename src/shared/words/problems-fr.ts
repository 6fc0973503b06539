import type { ProblemCode } from './problems-en.ts';

/** Only what the agent itself does not say: else its own French sentences know more (addresses, names, causes). */
export const frenchProblems: Readonly<Partial<Record<ProblemCode, string>>> = {
  AGENT_UNREACHABLE: "L'agent ne répond pas : vérifiez que SmartPOS Agent est lancé, puis réessayez.",
  WINDOW_ERROR: 'Cette fenêtre a rencontré une erreur : rouvrez-la.',
  UNAUTHORIZED: 'Ce jeton est refusé : vérifiez-le, sans espace ni retour à la ligne.',
  // A job goes out to a printer that still calls itself ready; a menu that must not change says ready of one that prints.
  PRINTER_PRINTING: 'Impression en cours.',
  PRINTER_READY: "L'imprimante est prête.",
};
