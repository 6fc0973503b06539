import type { SamePart } from './catalogue.ts';
import type { frenchSystem } from './fr-system.ts';

export const arabicSystem: SamePart<typeof frenchSystem, 'zero' | 'one' | 'two' | 'few' | 'many' | 'other'> = {
  'update.title': 'التحديثات',
  'update.upToDate': 'الإصدار {{version}} هو الأحدث.',
  'update.checking': 'جارٍ البحث عن تحديث…',
  'update.checked': 'آخر تحقق: {{at}}.',
  'update.available': 'الإصدار {{version}} متوفر.',
  'update.notes': 'ما الذي يتغير',
  'update.administrator':
    'سيطلب ويندوز موافقة مسؤول. بعدها يُغلق SmartPOS Agent ويُثبَّت ثم يعود وحده قرب الساعة، والتذاكر المستلمة محفوظة.',
  'update.downloading': 'جارٍ تنزيل الإصدار {{version}}: {{percent}}%',
  'update.ready': 'الإصدار {{version}} جاهز.',
  'update.installing': 'جارٍ تثبيت الإصدار {{version}}: أجب عن سؤال ويندوز.',
  'update.check': 'البحث عن تحديث',
  'update.install': 'تثبيت الإصدار {{version}}',
  'update.back': 'الرجوع إلى الإصدار {{version}}…',
  'update.backTitle': 'الرجوع إلى الإصدار {{version}}؟',
  'update.backNow': 'الرجوع إلى هذا الإصدار',
  'update.server': 'خادم التحديثات',
  'update.enabled': 'البحث عن التحديثات مرة في اليوم',
  'update.enabledHint': 'لا يُثبَّت شيء دونك.',
  'update.url': 'عنوان الخادم',
  'update.urlHint': '\u2066https://…\u2069 أو \u2066http://…\u2069 لخادم في الشبكة المحلية.',
  'update.key': 'المفتاح العام (Ed25519)',
  'update.keyHint': 'من المورّد: يُرفض كل ما لم يوقَّع به.',

  'start.byInstaller':
    'ضبطه برنامج التثبيت لجميع حسابات هذا الصندوق. لتغييره: «الإعدادات › التطبيقات › بدء التشغيل» في ويندوز، أو أعد تشغيل برنامج التثبيت.',

  'firewall.command': 'تُنفَّذ في موجه أوامر مفتوح بصفة مسؤول:',
  'firewall.copy': 'نسخ الأمر',
  'firewall.copied': 'نُسخ الأمر.',
  'firewall.again': 'التحقق من جدار الحماية',
};
