/** Updates, start at log-on and firewall: what the agent asks of the system, in the same plain typography. */
export const frenchSystem = {
  'update.title': 'Mises à jour',
  'update.upToDate': 'La version {{version}} est la plus récente.',
  'update.checking': "Recherche d'une mise à jour…",
  'update.checked': 'Dernière vérification : {{at}}.',
  'update.available': 'La version {{version}} est disponible.',
  'update.notes': 'Ce qui change',
  'update.administrator':
    "Windows demandera l'accord d'un administrateur. SmartPOS Agent se ferme ensuite, s'installe et revient seul près de l'horloge ; les tickets reçus sont gardés.",
  'update.downloading': 'Téléchargement de la version {{version}} : {{percent}} %',
  'update.ready': 'La version {{version}} est prête.',
  'update.installing': "La version {{version}} s'installe : répondez à la question de Windows.",
  'update.check': 'Chercher une mise à jour',
  'update.install': 'Installer la version {{version}}',
  'update.back': 'Revenir à la version {{version}}…',
  'update.backTitle': 'Revenir à la version {{version}} ?',
  'update.backNow': 'Revenir à cette version',
  'update.server': 'Serveur de mises à jour',
  'update.enabled': 'Chercher les mises à jour une fois par jour',
  'update.enabledHint': "Rien n'est installé sans vous.",
  'update.url': 'Adresse du serveur',
  'update.urlHint': "https://…, ou http://… d'un serveur du réseau local.",
  'update.key': 'Clé publique (Ed25519)',
  'update.keyHint': "Donnée par le fournisseur : ce qui n'est pas signé par elle est refusé.",

  'start.byInstaller':
    "Réglé par l'installateur pour tous les comptes de cette caisse. Pour le changer : « Paramètres › Applications › Démarrage » de Windows, ou relancez l'installateur.",

  'firewall.command': "À lancer dans une invite de commandes ouverte en tant qu'administrateur :",
  'firewall.copy': 'Copier la commande',
  'firewall.copied': 'Commande copiée.',
  'firewall.again': 'Vérifier le pare-feu',
};
