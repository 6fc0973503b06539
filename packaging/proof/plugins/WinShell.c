#include "nsis-plugin.h"

static void drop(stack_entry **stack, int count) {
  WCHAR text[1024];
  while (count-- > 0) pop_text(stack, text, 1024);
}

PLUGIN_CALL(UninstShortcut) { drop(stack, 1); }
PLUGIN_CALL(UninstAppUserModelId) { drop(stack, 1); }
PLUGIN_CALL(SetLnkAUMI) { drop(stack, 2); }
