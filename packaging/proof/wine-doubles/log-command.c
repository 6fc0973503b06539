/* Stands for netsh, icacls, schtasks and sc: writes the command line to C:\commands.log and says that all went well. */
#include <windows.h>
#include <stdio.h>

int main(void) {
  FILE *log = fopen("C:\\commands.log", "ab");
  if (log) {
    fprintf(log, "%s\r\n", GetCommandLineA());
    fclose(log);
  }
  return 0;
}
