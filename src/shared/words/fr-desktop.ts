/** Tray, notifications, dialogues and the page of a stopped agent, where they do not say what the window says. */
export const frenchDesktop = {
  'agent.starting': "L'agent démarre…",
  'agent.stopping': "L'agent s'arrête…",
  // A notification's title too, where nothing else names the program.
  'agent.stopped': "SmartPOS Agent n'imprime pas",

  // Not the window's sentences: they say what to do there; a tooltip, which Windows cuts at 127 characters, leads to it.
  'tray.notice': 'Un point est à vérifier : ouvrez la fenêtre.',
  'tray.stopped': "Arrêté : l'agent n'imprime pas. Ouvrez la fenêtre pour savoir que faire.",
  'tray.open': 'Ouvrir la fenêtre',

  'action.retry': 'Réessayer maintenant',
  'action.quit': 'Quitter',

  'notify.doubtful': 'Un ticket est peut-être sorti. Regardez le papier, puis cliquez ici.',
  'notify.doubtfulOrder':
    'Le ticket de la commande {{order}} est peut-être sorti. Regardez le papier, puis cliquez ici.',
  'notify.expired': "L'imprimante n'a pas été prête à temps. Cliquez ici pour imprimer ce qui sert encore.",
  'notify.expiredOrder':
    "Le ticket de la commande {{order}} : l'imprimante n'a pas été prête à temps. Cliquez ici pour l'imprimer.",

  'dialog.failed': "Cela n'a pas pu être fait",

  'quit.title': 'Quitter SmartPOS Agent',
  'quit.question_one': "Quitter alors qu'un ticket attend ?",
  'quit.question_many': 'Quitter alors que {{shown}} tickets attendent ?',
  'quit.question_other': 'Quitter alors que {{shown}} tickets attendent ?',
  'quit.detail':
    'Ce qui attend est gardé et sortira au prochain démarrage, sauf les ouvertures du tiroir et les demandes trop anciennes.',
  'quit.cancel': 'Ne pas quitter',

  // Where the agent's port is what stops it.
  'port.taken': 'Le port {{port}} est pris par un autre programme.',
  'port.takenBy': 'Le port {{port}} est pris par {{owner}}.',
  'port.refused': 'Le système refuse le port {{port}} : il le garde pour lui.',
  'port.stopIt': "Arrêtez ce programme : l'agent démarrera tout seul.",
  'port.choose': 'Vous pouvez aussi prendre le port {{free}}, qui est libre.',
  'port.tellErp':
    "Si vous prenez le port {{free}}, dites-le aussi à l'ERP ({{setting}}) : sinon il ne trouvera plus cette caisse.",
  'port.fixed.--port':
    "Vous pouvez aussi changer le port là où il est décidé : l'option --port de la commande ou du raccourci qui démarre l'agent.",
  'port.fixed.PRINTER_AGENT_PORT':
    "Vous pouvez aussi changer le port là où il est décidé : la variable d'environnement PRINTER_AGENT_PORT.",
  'port.use': 'Utiliser le port {{free}}',

  'stopped.kept': "Les tickets déjà acceptés sont gardés sur le disque : rien n'est perdu.",
  'stopped.retrying': 'Nouvel essai toutes les 5 secondes.',
  'stopped.folder': 'Ouvrir le dossier des réglages et des journaux',
  'stopped.code': 'Code pour le support :',
};
