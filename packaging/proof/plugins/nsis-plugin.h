/* The part of NSIS' plug-in interface that the stand-ins need: a stack of texts, handed to each exported function. */
#include <windows.h>

typedef struct stack_entry {
  struct stack_entry *next;
  WCHAR text[1];
} stack_entry;

#define PLUGIN_CALL(name) \
  __declspec(dllexport) void __cdecl name(HWND parent, int size, WCHAR *variables, stack_entry **stack, void *extra)

static int pop_text(stack_entry **stack, WCHAR *text, int length) {
  stack_entry *top = *stack;
  if (!top) return 0;
  lstrcpynW(text, top->text, length);
  *stack = top->next;
  GlobalFree(top);
  return 1;
}

static void push_text(stack_entry **stack, int size, const WCHAR *text) {
  stack_entry *top = GlobalAlloc(GPTR, sizeof(stack_entry) + size * sizeof(WCHAR));
  lstrcpynW(top->text, text, size);
  top->next = *stack;
  *stack = top;
}

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved) { return TRUE; }
