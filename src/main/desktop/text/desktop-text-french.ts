import { counted, type DesktopText } from './desktop-words.ts';

export const french: DesktopText = {
  language: 'fr',
  notice: 'Un point est à vérifier : ouvrez la fenêtre.',
  direction: 'ltr',
  state: {
    starting: 'Démarrage…',
    ready: "L'imprimante est prête.",
    printing: 'Impression en cours.',
    paused: 'Impression en pause : les tickets attendent.',
    disabled: "L'impression est désactivée dans les réglages.",
    virtual: 'Aucune imprimante choisie : les tickets sont seulement dessinés, rien ne sort sur papier.',
    offline: "L'imprimante ne répond pas : vérifiez qu'elle est allumée et branchée.",
    stopped: "Arrêté : l'agent n'imprime pas. Ouvrez la fenêtre pour savoir que faire.",
  },
  reason: {
    'media-empty': "Plus de papier : mettez un rouleau neuf, l'impression reprendra toute seule.",
    'cover-open': "Capot ouvert : refermez-le, l'impression reprendra toute seule.",
    'cutter-error': 'Massicot bloqué : éteignez l’imprimante, dégagez le papier, rallumez-la.',
    overheated: 'Tête trop chaude : attendez un moment, l’impression reprendra toute seule.',
    other: "L'imprimante s'est arrêtée : vérifiez le papier et le capot.",
    'media-low': 'Bientôt plus de papier : préparez un rouleau.',
  },
  waiting: (count) => counted(count, '1 ticket attend.', '# tickets attendent.'),
  uncertain: (count) =>
    counted(count, '1 ticket est à vérifier : est-il sorti ?', '# tickets sont à vérifier : sont-ils sortis ?'),
  menu: {
    test: 'Imprimer un test',
    drawer: 'Ouvrir le tiroir',
    open: 'Ouvrir la fenêtre',
    pause: "Mettre l'impression en pause",
    resume: "Reprendre l'impression",
    retry: 'Réessayer maintenant',
    quit: 'Quitter',
  },
  notify: {
    blocked: "L'imprimante attend",
    offline: 'Imprimante introuvable',
    uncertain: (count) => counted(count, 'Un ticket est à vérifier', '# tickets sont à vérifier'),
    uncertainBody: (order) =>
      `${order === null ? 'Un ticket' : `Le ticket de la commande ${order}`} est peut-être sorti. Regardez le papier, puis cliquez ici.`,
    stopped: "SmartPOS Agent n'imprime plus",
    failedCall: "Cela n'a pas pu être fait",
  },
  quit: {
    question: (count) =>
      counted(count, 'Quitter alors qu’un ticket attend ?', 'Quitter alors que # tickets attendent ?'),
    detail: 'Ils sont gardés et sortiront au prochain démarrage, sauf les demandes trop anciennes.',
    confirm: 'Quitter',
    cancel: 'Ne pas quitter',
  },
  port: {
    taken: (port, owner) => `Le port ${port} est pris par ${owner ?? 'un autre programme'}.`,
    refused: (port) => `Le système refuse le port ${port} : il le garde pour lui.`,
    stopIt: "Arrêtez ce programme : l'agent démarrera tout seul.",
    choose: (free) => `Vous pouvez aussi prendre le port ${free}, qui est libre.`,
    tellErp: (free) =>
      `Si vous prenez le port ${free}, dites-le aussi à l'ERP (PRINTER_AGENT_PORT=${free}) : sinon il ne trouvera plus cette caisse.`,
    fixed: (where) =>
      `Vous pouvez aussi changer le port là où il est décidé : ${where === '--port' ? "l'option --port de la commande ou du raccourci qui démarre l'agent" : "la variable d'environnement PRINTER_AGENT_PORT"}.`,
    use: (free) => `Utiliser le port ${free}`,
  },
  stopped: {
    title: "L'agent n'imprime pas",
    starting: "L'agent démarre…",
    kept: 'Les tickets déjà acceptés sont gardés sur le disque : rien n’est perdu.',
    retrying: 'Nouvel essai automatique toutes les quelques secondes.',
    retry: 'Réessayer maintenant',
    folder: 'Ouvrir le dossier des réglages et des journaux',
    quit: 'Quitter',
    code: 'Code pour le support :',
  },
};
