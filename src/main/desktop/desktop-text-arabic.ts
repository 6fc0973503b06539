import { countedArabic } from './count-words.ts';
import type { DesktopText } from './text/desktop-text.ts';

/** Latin words within Arabic ones, kept in their own order (Unicode's FSI and PDI). */
function isolate(text: string): string {
  return `\u2068${text}\u2069`;
}

export const arabic: DesktopText = {
  language: 'ar',
  notice: 'هناك أمر يحتاج إلى التحقق: افتح النافذة.',
  direction: 'rtl',
  state: {
    starting: 'جارٍ التشغيل…',
    ready: 'الطابعة جاهزة.',
    printing: 'جارٍ الطباعة.',
    paused: 'الطباعة متوقفة مؤقتًا: التذاكر تنتظر.',
    disabled: 'الطباعة معطّلة في الإعدادات.',
    virtual: 'لم تُختر أي طابعة: التذاكر تُرسم على الشاشة فقط، ولا يخرج شيء على الورق.',
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
  port: {
    taken: (port, owner) => `المنفذ ${port} يشغله ${owner === null ? 'برنامج آخر' : `البرنامج ${isolate(owner)}`}.`,
    refused: (port) => `يرفض النظام المنفذ ${port}: فهو محجوز له.`,
    stopIt: 'أوقف ذلك البرنامج وسيبدأ هذا البرنامج تلقائيًا.',
    choose: (free) => `يمكنك أيضًا استعمال المنفذ ${free} فهو متاح.`,
    tellErp: (free) =>
      `إذا استعملت المنفذ ${free} فأخبر به نظام ERP أيضًا (${isolate(`PRINTER_AGENT_PORT=${free}`)})، وإلا فلن يجد هذا الصندوق.`,
    fixed: (where) =>
      `يمكنك أيضًا تغيير المنفذ في المكان الذي حُدد فيه: ${where === '--port' ? `الخيار ${isolate('--port')} في الأمر أو الاختصار الذي يشغّل البرنامج` : `متغير البيئة ${isolate('PRINTER_AGENT_PORT')}`}.`,
    use: (free) => `استعمال المنفذ ${free}`,
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
