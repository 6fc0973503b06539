/** Only what the agent itself cannot say: in French its own sentences know more (addresses, names, causes). */
export const frenchProblems: Readonly<Record<string, string>> = {
  AGENT_UNREACHABLE: "L'agent ne répond pas : vérifiez que SmartPOS Agent est lancé, puis réessayez.",
  WINDOW_ERROR: 'Cette fenêtre a rencontré une erreur : rouvrez-la.',
  UNAUTHORIZED: 'Ce jeton est refusé : vérifiez-le, sans espace ni retour à la ligne.',
};
