#include "nsis-plugin.h"
#include <shlobj.h>
#include <stdlib.h>

/* Question 2: administrator? 3: the inner, elevated instance? Nothing is ever elevated here. */
PLUGIN_CALL(_) {
  WCHAR question[64];
  if (!pop_text(stack, question, 64)) return;
  push_text(stack, size, _wtoi(question) == 2 && IsUserAnAdmin() ? L"1" : L"0");
}
