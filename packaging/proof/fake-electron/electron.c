/* Stands for electron.exe: writes its command line to C:\started.log; with --hidden or --updated it stays, as the tray
   application does. The fuse wire lets the real @electron/fuses do its work on it. */
#include <windows.h>
#include <stdio.h>
#include <string.h>

__attribute__((used)) volatile const char FUSE_WIRE[] =
    "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX" "\x01" "\x09" "100110010";

int WINAPI WinMain(HINSTANCE instance, HINSTANCE previous, LPSTR arguments, int show) {
  FILE *log = fopen("C:\\started.log", "ab");
  if (log) {
    fprintf(log, "%s fuse=%c\r\n", GetCommandLineA(), FUSE_WIRE[34]);
    fclose(log);
  }
  if (strstr(arguments, "--hidden")) Sleep(120000);
  return 0;
}
