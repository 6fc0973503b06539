/* wine's powershell.exe always exits 0, which electron-builder's templates read as "the application is running". This one
   really looks for processes whose program lies in the folder that the question quotes, and ends them when told to. */
#include <windows.h>
#include <stdio.h>
#include <string.h>
#include <tlhelp32.h>
#include <psapi.h>

static int count_or_kill(const char *folder, int kill) {
  int count = 0;
  PROCESSENTRY32 entry = {sizeof entry};
  HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
  for (int more = Process32First(all, &entry); more; more = Process32Next(all, &entry)) {
    char path[MAX_PATH];
    DWORD length = MAX_PATH;
    HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION | PROCESS_TERMINATE, 0, entry.th32ProcessID);
    if (!process) continue;
    if (QueryFullProcessImageNameA(process, 0, path, &length) && !_strnicmp(path, folder, strlen(folder))) {
      count++;
      if (kill) TerminateProcess(process, 1);
    }
    CloseHandle(process);
  }
  CloseHandle(all);
  return count;
}

int main(void) {
  char folder[MAX_PATH] = {0};
  const char *line = GetCommandLineA();
  if (strstr(line, "Get-Command") || strstr(line, "Get-ExecutionPolicy")) return 0;
  const char *at = strstr(line, "StartsWith('");
  if (!at) return 1;
  at += 12;
  strncpy(folder, at, strcspn(at, "'"));
  if (strstr(line, "Stop-Process")) {
    count_or_kill(folder, 1);
    return 0;
  }
  return count_or_kill(folder, 0) > 0 ? 0 : 1;
}
