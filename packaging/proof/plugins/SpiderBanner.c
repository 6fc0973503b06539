#include "nsis-plugin.h"

/* Shows nothing; takes its options (/MODERN, /ICON path) off the stack. */
PLUGIN_CALL(Show) {
  WCHAR text[1024];
  while (*stack && (*stack)->text[0] == L'/') {
    int has_value = !lstrcmpiW((*stack)->text, L"/ICON");
    pop_text(stack, text, 1024);
    if (has_value) pop_text(stack, text, 1024);
  }
}
