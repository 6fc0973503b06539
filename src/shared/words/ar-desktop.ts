import type { SamePart } from './catalogue.ts';
import type { frenchDesktop } from './fr-desktop.ts';

export const arabicDesktop: SamePart<typeof frenchDesktop, 'zero' | 'one' | 'two' | 'few' | 'many' | 'other'> = {
  'agent.stopping': 'البرنامج يتوقف…',
  'agent.starting': 'البرنامج قيد التشغيل…',
  // Arabic first: where nobody says which way a title runs, its first letter does.
  'agent.stopped': 'برنامج SmartPOS Agent لا يطبع',

  'tray.notice': 'هناك أمر يحتاج إلى التحقق: افتح النافذة.',
  'tray.stopped': 'متوقف: لا تتم الطباعة. افتح النافذة لمعرفة ما يجب فعله.',
  'tray.open': 'فتح النافذة',

  'action.retry': 'إعادة المحاولة الآن',
  'action.quit': 'إنهاء',

  'notify.doubtful': 'ربما خرجت تذكرة. انظر إلى الورق ثم انقر هنا.',
  'notify.doubtfulOrder': 'ربما خرجت تذكرة الطلب {{order}}. انظر إلى الورق ثم انقر هنا.',
  'notify.expired': 'لم تكن الطابعة جاهزة في الوقت المناسب. انقر هنا لطباعة ما لا يزال مفيدًا.',
  'notify.expiredOrder': 'تذكرة الطلبية {{order}}: لم تكن الطابعة جاهزة في الوقت المناسب. انقر هنا لطباعتها.',

  'dialog.failed': 'تعذّر القيام بذلك',

  'quit.title': 'إنهاء SmartPOS Agent',
  'quit.question_zero': 'إنهاء البرنامج؟',
  'quit.question_one': 'إنهاء البرنامج مع وجود تذكرة تنتظر؟',
  'quit.question_two': 'إنهاء البرنامج مع وجود تذكرتين تنتظران؟',
  'quit.question_few': 'إنهاء البرنامج مع وجود {{shown}} تذاكر تنتظر؟',
  'quit.question_many': 'إنهاء البرنامج مع وجود {{shown}} تذكرة تنتظر؟',
  'quit.question_other': 'إنهاء البرنامج مع وجود {{shown}} تذكرة تنتظر؟',
  'quit.detail': 'ما ينتظر يبقى محفوظًا ويُطبع عند التشغيل القادم، باستثناء طلبات فتح الدرج والطلبات القديمة جدًا.',
  'quit.cancel': 'عدم الإنهاء',

  'port.taken': 'المنفذ {{port}} يشغله برنامج آخر.',
  'port.takenBy': 'المنفذ {{port}} يشغله البرنامج {{owner}}.',
  'port.refused': 'يرفض النظام المنفذ {{port}}: فهو محجوز له.',
  'port.stopIt': 'أوقف ذلك البرنامج وسيبدأ هذا البرنامج تلقائيًا.',
  'port.choose': 'يمكنك أيضًا استعمال المنفذ {{free}} فهو متاح.',
  'port.tellErp': 'إذا استعملت المنفذ {{free}} فأخبر به نظام ERP أيضًا ({{setting}})، وإلا فلن يجد هذا الصندوق.',
  'port.fixed.--port':
    'يمكنك أيضًا تغيير المنفذ في المكان الذي حُدد فيه: الخيار \u2066--port\u2069 في الأمر أو الاختصار الذي يشغّل البرنامج.',
  'port.fixed.PRINTER_AGENT_PORT':
    'يمكنك أيضًا تغيير المنفذ في المكان الذي حُدد فيه: متغير البيئة \u2066PRINTER_AGENT_PORT\u2069.',
  'port.use': 'استعمال المنفذ {{free}}',

  'stopped.kept': 'التذاكر المقبولة محفوظة على القرص: لا شيء مفقود.',
  'stopped.retrying': 'إعادة المحاولة تلقائيًا كل بضع ثوانٍ.',
  'stopped.folder': 'فتح مجلد الإعدادات والسجلات',
  'stopped.code': 'رمز للدعم الفني:',
};
