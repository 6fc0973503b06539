; The installer's own sentences; LangStrings can only stand behind the list of languages.
!macro say NAME FRENCH ENGLISH ARABIC
  LangString ${NAME} ${LANG_FRENCH} "${FRENCH}"
  LangString ${NAME} ${LANG_ENGLISH} "${ENGLISH}"
  LangString ${NAME} ${LANG_ARABIC} "${ARABIC}"
!macroend

!ifdef BUILD_UNINSTALLER
  !insertmacro say deleteData \
    "Supprimer aussi le journal des tickets, les réglages et le jeton ?$\r$\n$\r$\nNon : une nouvelle installation les retrouve." \
    "Also delete the journal of tickets, the settings and the token?$\r$\n$\r$\nNo: a new installation finds them again." \
    "هل تريد أيضًا حذف سجل التذاكر والإعدادات والرمز السري؟$\r$\n$\r$\nلا: سيجدها التثبيت الجديد."
!else
  !insertmacro say downgradeRefused \
    "Une version plus récente ($previousVersion) est déjà installée : la version ${VERSION} n'est pas installée.$\r$\n$\r$\nPour revenir en arrière : relancez ce programme avec --allow-downgrade." \
    "A newer version ($previousVersion) is already installed: version ${VERSION} is not installed.$\r$\n$\r$\nTo go back: run this program again with --allow-downgrade." \
    "نسخة أحدث ($previousVersion) مثبّتة بالفعل: لن تُثبّت النسخة ${VERSION}.$\r$\n$\r$\nللرجوع إلى الخلف: أعد تشغيل هذا البرنامج مع --allow-downgrade."
  !insertmacro say wrongOption \
    "Option incorrecte, rien n'a été installé :" \
    "Wrong option, nothing was installed:" \
    "خيار غير صحيح، لم يُثبّت أي شيء:"
  !insertmacro say tokenFileUnreadable \
    "Ce fichier n'existe pas ou ne se lit pas." \
    "This file does not exist, or cannot be read." \
    "هذا الملف غير موجود أو تعذّرت قراءته."
  !insertmacro say tokenFileWrong \
    "Ce fichier doit contenir le jeton seul, sur une ligne : 1 à 512 lettres sans accent, chiffres ou signes, sans espace." \
    "This file must hold the token alone, on one line: 1 to 512 letters without accents, digits or signs, no space." \
    "يجب أن يحتوي هذا الملف على الرمز السري وحده، في سطر واحد: من 1 إلى 512 حرفًا لاتينيًا أو رقمًا أو علامة، دون مسافة."
  !insertmacro say tokenPublic \
    "Ce jeton est celui de la documentation, connu de tous : choisissez-en un autre." \
    "This token is the documentation's, known to everybody: choose another one." \
    "هذا الرمز السري هو رمز الوثائق المعروف للجميع: اختر غيره."
  !insertmacro say optionsNotWritten \
    "SmartPOS Agent est installé, mais ses options (jeton, adresse, imprimante) n'ont pas pu être écrites dans $APPDATA\SmartPOS Agent. Le fichier du jeton est gardé. Corrigez la cause, puis relancez ce programme." \
    "SmartPOS Agent is installed, but its options (token, address, printer) could not be written to $APPDATA\SmartPOS Agent. The token's file is kept. Mend the cause, then run this program again." \
    "ثُبّت SmartPOS Agent، لكن تعذّرت كتابة خياراته (الرمز السري والعنوان والطابعة) في $APPDATA\SmartPOS Agent. بقي ملف الرمز السري في مكانه. أصلح السبب ثم أعد تشغيل هذا البرنامج."
  !insertmacro say firewallFailed \
    "Le pare-feu de Windows n'a pas accepté la règle : l'ERP ne joindra pas cette caisse par le réseau. Demandez à l'administrateur d'autoriser le port TCP $chosenPort pour SmartPOS Agent." \
    "Windows Firewall did not take the rule: the ERP will not reach this till over the network. Ask the administrator to allow TCP port $chosenPort for SmartPOS Agent." \
    "لم يقبل جدار حماية Windows القاعدة: لن يصل نظام ERP إلى هذا الصندوق عبر الشبكة. اطلب من المسؤول السماح بالمنفذ TCP $chosenPort لبرنامج SmartPOS Agent."
  !insertmacro say serviceFailed \
    "La tâche de démarrage n'a pas pu être créée : l'agent ne démarrera pas avant l'ouverture de session." \
    "The start-up task could not be created: the agent will not start before log-on." \
    "تعذّر إنشاء مهمة بدء التشغيل: لن يعمل البرنامج قبل تسجيل الدخول."
  !insertmacro say pythonAgentFound \
    "L'ancien agent d'impression (service « $pythonService ») est installé sur cette caisse. Ses réglages et son jeton sont repris.$\r$\n$\r$\nTant qu'il tourne, il occupe le port et l'imprimante. L'arrêter maintenant ?$\r$\n$\r$\nNon : il continue d'imprimer, et SmartPOS Agent attend." \
    "The old print agent (service '$pythonService') is installed on this till. Its settings and its token are taken over.$\r$\n$\r$\nAs long as it runs it holds the port and the printer. Stop it now?$\r$\n$\r$\nNo: it goes on printing, and SmartPOS Agent waits." \
    "برنامج الطباعة القديم (الخدمة « $pythonService ») مثبّت على هذا الصندوق. ستُنقل إعداداته ورمزه السري.$\r$\n$\r$\nما دام يعمل فإنه يشغل المنفذ والطابعة. هل تريد إيقافه الآن؟$\r$\n$\r$\nلا: يواصل الطباعة، وينتظر SmartPOS Agent."
!endif
