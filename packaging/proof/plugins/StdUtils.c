#include "nsis-plugin.h"
#include <shellapi.h>

static WCHAR first[8192], second[8192], third[8192];

/* Finds /NAME, --NAME or -NAME with or without =VALUE, as the real plug-in does. */
static int find_option(const WCHAR *name, WCHAR *value, int length) {
  int count, found = 0, size = lstrlenW(name);
  WCHAR **arguments = CommandLineToArgvW(GetCommandLineW(), &count);
  for (int i = 1; i < count && !found; i++) {
    WCHAR *at = arguments[i];
    if (*at == L'/') at += 1;
    else if (at[0] == L'-' && at[1] == L'-') at += 2;
    else if (*at == L'-') at += 1;
    else continue;
    if (lstrlenW(at) < size || (at[size] != 0 && at[size] != L'=')) continue;
    if (CompareStringW(LOCALE_INVARIANT, NORM_IGNORECASE, at, size, name, size) != CSTR_EQUAL) continue;
    lstrcpynW(value, at[size] ? at + size + 1 : L"", length);
    found = 1;
  }
  LocalFree(arguments);
  return found;
}

PLUGIN_CALL(GetParameter) {
  pop_text(stack, second, 8192);
  pop_text(stack, first, 8192);
  push_text(stack, size, find_option(first, third, 8192) ? third : second);
}

PLUGIN_CALL(TestParameter) {
  pop_text(stack, first, 8192);
  push_text(stack, size, find_option(first, third, 8192) ? L"true" : L"false");
}

PLUGIN_CALL(GetAllParameters) {
  pop_text(stack, first, 8192);
  WCHAR *at = GetCommandLineW();
  if (*at == L'"') {
    for (at++; *at && *at != L'"'; at++) {}
    if (*at) at++;
  } else {
    while (*at && *at != L' ') at++;
  }
  while (*at == L' ') at++;
  push_text(stack, size, at);
}

PLUGIN_CALL(GetParentPath) {
  pop_text(stack, first, 8192);
  int at = lstrlenW(first);
  while (at > 0 && first[at] != L'\\') at--;
  first[at] = 0;
  push_text(stack, size, first);
}

PLUGIN_CALL(ExecShellAsUser) {
  pop_text(stack, third, 8192);
  pop_text(stack, second, 8192);
  pop_text(stack, first, 8192);
  INT_PTR outcome = (INT_PTR)ShellExecuteW(0, second, first, third, 0, SW_SHOWNORMAL);
  push_text(stack, size, outcome > 32 ? L"ok" : L"error");
}
