import { type Language, languages } from '../../shared/bridge.ts';
import type { PrinterReason } from '../../shared/printer-state.ts';

/** Every sentence that the tray, its menu, the notifications and the dialogues say, in one language. */
export interface DesktopText {
  language: Language;
  direction: 'ltr' | 'rtl';
  state: Record<'starting' | 'ready' | 'printing' | 'paused' | 'disabled' | 'offline' | 'stopped', string>;
  /** What stops the printer, or soon will, and what to do. */
  reason: Record<PrinterReason, string>;
  /** Something in the window wants to be read. */
  notice: string;
  waiting: (count: number) => string;
  uncertain: (count: number) => string;
  menu: Record<'test' | 'drawer' | 'open' | 'pause' | 'resume' | 'retry' | 'quit', string>;
  notify: {
    blocked: string;
    offline: string;
    uncertain: (count: number) => string;
    uncertainBody: (order: string | null) => string;
    stopped: string;
    failedCall: string;
  };
  quit: { question: (count: number) => string; detail: string; confirm: string; cancel: string };
  stopped: Record<'title' | 'starting' | 'kept' | 'retrying' | 'retry' | 'folder' | 'quit' | 'code', string>;
}

/** French and English: one form for one thing, another for several. */
function counted(count: number, one: string, many: string): string {
  return count === 1 ? one : many.replace('#', String(count));
}

/** Arabic: one, two, three to ten, and more. */
function countedArabic(count: number, forms: { one: string; two: string; few: string; many: string }): string {
  if (count === 1) return forms.one;
  if (count === 2) return forms.two;
  const rest = count % 100;
  return (rest >= 3 && rest <= 10 ? forms.few : forms.many).replace('#', String(count));
}

const french: DesktopText = {
  language: 'fr',
  notice: 'Un point est à vérifier : ouvrez la fenêtre.',
  direction: 'ltr',
  state: {
    starting: 'Démarrage…',
    ready: "L'imprimante est prête.",
    printing: 'Impression en cours.',
    paused: 'Impression en pause : les tickets attendent.',
    disabled: "L'impression est désactivée dans les réglages.",
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

const english: DesktopText = {
  language: 'en',
  notice: 'Something needs a look: open the window.',
  direction: 'ltr',
  state: {
    starting: 'Starting…',
    ready: 'The printer is ready.',
    printing: 'Printing.',
    paused: 'Printing is paused: tickets wait.',
    disabled: 'Printing is turned off in the settings.',
    offline: 'The printer does not answer: check that it is on and plugged in.',
    stopped: 'Stopped: nothing is printed. Open the window to see what to do.',
  },
  reason: {
    'media-empty': 'No paper: put in a new roll, printing goes on by itself.',
    'cover-open': 'Cover open: close it, printing goes on by itself.',
    'cutter-error': 'Cutter jammed: turn the printer off, free the paper, turn it on.',
    overheated: 'Print head too hot: wait a moment, printing goes on by itself.',
    other: 'The printer has stopped: check the paper and the cover.',
    'media-low': 'Paper runs out soon: have a roll ready.',
  },
  waiting: (count) => counted(count, '1 ticket waits.', '# tickets wait.'),
  uncertain: (count) =>
    counted(count, '1 ticket needs a look: did it come out?', '# tickets need a look: did they come out?'),
  menu: {
    test: 'Print a test',
    drawer: 'Open the drawer',
    open: 'Open the window',
    pause: 'Pause printing',
    resume: 'Resume printing',
    retry: 'Try again now',
    quit: 'Quit',
  },
  notify: {
    blocked: 'The printer is waiting',
    offline: 'Printer not found',
    uncertain: (count) => counted(count, 'A ticket needs a look', '# tickets need a look'),
    uncertainBody: (order) =>
      `${order === null ? 'A ticket' : `The ticket of order ${order}`} may have come out. Look at the paper, then click here.`,
    stopped: 'SmartPOS Agent no longer prints',
    failedCall: 'That could not be done',
  },
  quit: {
    question: (count) => counted(count, 'Quit while a ticket waits?', 'Quit while # tickets wait?'),
    detail: 'They are kept and come out at the next start, except requests that are too old.',
    confirm: 'Quit',
    cancel: 'Do not quit',
  },
  stopped: {
    title: 'The agent does not print',
    starting: 'The agent is starting…',
    kept: 'Tickets already accepted are kept on the disk: nothing is lost.',
    retrying: 'It tries again by itself every few seconds.',
    retry: 'Try again now',
    folder: 'Open the folder of settings and logs',
    quit: 'Quit',
    code: 'Code for support:',
  },
};

const arabic: DesktopText = {
  language: 'ar',
  notice: 'هناك أمر يحتاج إلى التحقق: افتح النافذة.',
  direction: 'rtl',
  state: {
    starting: 'جارٍ التشغيل…',
    ready: 'الطابعة جاهزة.',
    printing: 'جارٍ الطباعة.',
    paused: 'الطباعة متوقفة مؤقتًا: التذاكر تنتظر.',
    disabled: 'الطباعة معطّلة في الإعدادات.',
    offline: 'الطابعة لا تستجيب: تحقق من أنها مشغّلة وموصولة.',
    stopped: 'متوقف: لا تتم الطباعة. افتح النافذة لمعرفة ما يجب فعله.',
  },
  reason: {
    'media-empty': 'نفد الورق: ضع لفة جديدة، وستستأنف الطباعة تلقائيًا.',
    'cover-open': 'الغطاء مفتوح: أغلقه، وستستأنف الطباعة تلقائيًا.',
    'cutter-error': 'القاطع عالق: أطفئ الطابعة، أزل الورق العالق، ثم شغّلها.',
    overheated: 'رأس الطباعة ساخن جدًا: انتظر قليلًا، وستستأنف الطباعة تلقائيًا.',
    other: 'توقفت الطابعة: تحقق من الورق والغطاء.',
    'media-low': 'سينفد الورق قريبًا: جهّز لفة.',
  },
  waiting: (count) =>
    countedArabic(count, {
      one: 'تذكرة واحدة تنتظر.',
      two: 'تذكرتان تنتظران.',
      few: '# تذاكر تنتظر.',
      many: '# تذكرة تنتظر.',
    }),
  uncertain: (count) =>
    countedArabic(count, {
      one: 'تذكرة واحدة للتحقق: هل خرجت؟',
      two: 'تذكرتان للتحقق: هل خرجتا؟',
      few: '# تذاكر للتحقق: هل خرجت؟',
      many: '# تذكرة للتحقق: هل خرجت؟',
    }),
  menu: {
    test: 'طباعة تجربة',
    drawer: 'فتح الدرج',
    open: 'فتح النافذة',
    pause: 'إيقاف الطباعة مؤقتًا',
    resume: 'استئناف الطباعة',
    retry: 'إعادة المحاولة الآن',
    quit: 'إنهاء',
  },
  notify: {
    blocked: 'الطابعة تنتظر',
    offline: 'الطابعة غير موجودة',
    uncertain: (count) =>
      countedArabic(count, {
        one: 'تذكرة تحتاج إلى التحقق',
        two: 'تذكرتان تحتاجان إلى التحقق',
        few: '# تذاكر تحتاج إلى التحقق',
        many: '# تذكرة تحتاج إلى التحقق',
      }),
    uncertainBody: (order) =>
      `${order === null ? 'ربما خرجت تذكرة.' : `ربما خرجت تذكرة الطلب ${order}.`} انظر إلى الورق ثم انقر هنا.`,
    stopped: 'توقف SmartPOS Agent عن الطباعة',
    failedCall: 'تعذّر القيام بذلك',
  },
  quit: {
    question: (count) =>
      countedArabic(count, {
        one: 'إنهاء البرنامج مع وجود تذكرة تنتظر؟',
        two: 'إنهاء البرنامج مع وجود تذكرتين تنتظران؟',
        few: 'إنهاء البرنامج مع وجود # تذاكر تنتظر؟',
        many: 'إنهاء البرنامج مع وجود # تذكرة تنتظر؟',
      }),
    detail: 'يتم حفظها وستُطبع عند التشغيل القادم، باستثناء الطلبات القديمة جدًا.',
    confirm: 'إنهاء',
    cancel: 'عدم الإنهاء',
  },
  stopped: {
    title: 'البرنامج لا يطبع',
    starting: 'البرنامج قيد التشغيل…',
    kept: 'التذاكر المقبولة محفوظة على القرص: لا شيء مفقود.',
    retrying: 'إعادة المحاولة تلقائيًا كل بضع ثوانٍ.',
    retry: 'إعادة المحاولة الآن',
    folder: 'فتح مجلد الإعدادات والسجلات',
    quit: 'إنهاء',
    code: 'رمز للدعم الفني:',
  },
};

const catalogue: Record<Language, DesktopText> = { fr: french, ar: arabic, en: english };

export function desktopText(language: Language): DesktopText {
  return catalogue[language];
}

/**
 * The language of the settings, else the system's (`ar-DZ`), else French.
 *
 * @param systemLocale as `app.getLocale` gives it; empty before the application is ready
 */
export function chooseLanguage(chosen: Language | null, systemLocale: string): Language {
  const [code = ''] = systemLocale.toLowerCase().split(/[-_]/);
  return chosen ?? languages.find((language) => language === code) ?? 'fr';
}
